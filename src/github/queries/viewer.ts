/** Whom a token acts as. GitHub tells it to every token, an installation's too. */
export const VIEWER_QUERY = /* GraphQL */ `
  query Viewer {
    viewer {
      login
    }
  }
`;

export interface ViewerAnswer {
  readonly viewer: { readonly login: string } | null;
}

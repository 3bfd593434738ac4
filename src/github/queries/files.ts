/** Whether files are on the default branches of their repositories: many in one request, at the cost of one point. */

/**
 * @param repositories how many, as `$owner<n>` and `$name<n>`, answered as `r<n>`.
 * @param holders of each file, answered as `f<n>`: which of the repositories is asked for `$path<n>`, `HEAD:<path>`.
 */
export function filesQuery(repositories: number, holders: readonly number[]): string {
  const numbers = Array.from({ length: repositories }, (_, index) => index);
  const variables = [
    ...numbers.map((index) => `$owner${index}: String!, $name${index}: String!`),
    ...holders.map((_, index) => `$path${index}: String!`),
  ];
  const filesOf = (repository: number): string =>
    holders
      .flatMap((holder, index) =>
        holder === repository
          ? [`f${index}: object(expression: $path${index}) { __typename ... on Blob { byteSize } }`]
          : [],
      )
      .join("\n    ");
  const parts = numbers.map(
    (index) => `  r${index}: repository(owner: $owner${index}, name: $name${index}) {\n    ${filesOf(index)}\n  }`,
  );
  return `query Files(${variables.join(", ")}) {\n${parts.join("\n")}\n}`;
}

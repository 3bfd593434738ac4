/** What we use of jStat, which comes without types. */
declare module "jstat" {
  const jstat: {
    readonly jStat: {
      /** The quantile of the beta distribution: the x below which `p` of it lies. */
      readonly ibetainv: (p: number, alpha: number, beta: number) => number;
    };
  };
  export default jstat;
}

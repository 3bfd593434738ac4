/** Two types held against each other by the compiler, so that a schema and the type it describes cannot drift. */

/** The same with nothing readonly and nothing optional: a key that only one side has shows. */
type Whole<T> = T extends readonly (infer Each)[]
  ? Whole<Each>[]
  : T extends object
    ? { -readonly [Key in keyof T]-?: Whole<T[Key]> }
    : T;

/** The same with nothing readonly: a key that only one side may leave out shows. */
type Plain<T> = T extends readonly (infer Each)[]
  ? Plain<Each>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<T[Key]> }
    : T;

type Both<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** True where both types have the same keys, of the same types, optional in the same places. */
export type Same<A, B> = [Both<Whole<A>, Whole<B>>, Both<Plain<A>, Plain<B>>] extends [true, true] ? true : false;

/** Does not compile with anything but true. */
export type Holds<Claim extends true> = Claim;

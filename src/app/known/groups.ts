/** Members by group, each in one group, in the order in which they joined: two words a member. */
import { lengthened } from "./lengthened.ts";

export interface Groups<Group> {
  /** Puts a member, a number from 0 on, behind the others. */
  join(group: Group, member: number): void;
  leave(group: Group, member: number): void;
  members(group: Group): Iterable<number>;
}

/** Members are counted from 1 on. */
const NONE = 0;

/** Makes groups without members. */
export function createGroups<Group>(): Groups<Group> {
  const ends = new Map<Group, { first: number; last: number }>();
  let before = new Uint32Array(64);
  let after = new Uint32Array(64);
  return {
    join(group, member) {
      const own = member + 1;
      before = lengthened(before, own + 1);
      after = lengthened(after, own + 1);
      const known = ends.get(group);
      before[own] = known?.last ?? NONE;
      after[own] = NONE;
      if (known === undefined) ends.set(group, { first: own, last: own });
      else {
        after[known.last] = own;
        known.last = own;
      }
    },
    leave(group, member) {
      const own = member + 1;
      const known = ends.get(group);
      if (known === undefined) return;
      const [left, right] = [before[own] ?? NONE, after[own] ?? NONE];
      if (left === NONE) known.first = right;
      else after[left] = right;
      if (right === NONE) known.last = left;
      else before[right] = left;
      if (known.first === NONE) ends.delete(group);
    },
    *members(group) {
      for (let own = ends.get(group)?.first ?? NONE; own !== NONE; own = after[own] ?? NONE) yield own - 1;
    },
  };
}

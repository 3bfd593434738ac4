/** Numbers from a seed: mulberry32, the same on every machine. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  /** A whole number from 0 to `max`. */
  nat(max: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % (max + 1);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.nat(choices.length - 1)] as T;
  }

  /** The same entries in another order. */
  shuffle<T>(list: readonly T[]): T[] {
    const mixed = [...list];
    for (let at = mixed.length - 1; at > 0; at -= 1) {
      const with_ = this.nat(at);
      [mixed[at], mixed[with_]] = [mixed[with_] as T, mixed[at] as T];
    }
    return mixed;
  }
}

/** A program of steps run over a text without backtracking: at each character, all places it can be at. */

export type Step =
  | { readonly op: "char"; readonly char: string }
  /** One character; `slash` says whether it may be `/`. */
  | { readonly op: "any"; readonly slash: boolean }
  /** Goes on at both places. */
  | { readonly op: "split"; readonly a: number; readonly b: number }
  | { readonly op: "jump"; readonly to: number }
  | { readonly op: "match" };

/** Places of the states kept between calls; beyond it the automaton forgets and starts over: memory stays bounded. */
const MAX_PLACES = 200_000;

interface State {
  readonly places: readonly number[];
  readonly accepts: boolean;
  readonly next: Map<string, State>;
}

/** The states a text leads through, found when first met and kept. */
export class Automaton {
  private readonly program: readonly Step[];
  private readonly starts: readonly number[];
  private readonly alphabet: ReadonlySet<string>;
  private states = new Map<string, State>();
  private start: State | null = null;
  private held = 0;

  constructor(program: readonly Step[], starts: readonly number[]) {
    this.program = program;
    this.starts = starts;
    this.alphabet = new Set(program.flatMap((step) => (step.op === "char" ? [step.char] : []))).add("/");
  }

  matches(text: string): boolean {
    this.start ??= this.state(this.starts);
    let state = this.start;
    for (const written of text) {
      // All characters that no pattern names lead to the same places.
      const char = this.alphabet.has(written) ? written : "";
      let next = state.next.get(char);
      if (next === undefined) {
        next = this.step(state, char);
        state.next.set(char, next);
      }
      if (next.places.length === 0 && !next.accepts) {
        return false;
      }
      state = next;
    }
    return state.accepts;
  }

  private step(state: State, char: string): State {
    const places: number[] = [];
    for (const place of state.places) {
      const step = this.program[place];
      const taken = (step?.op === "char" && step.char === char) || (step?.op === "any" && (step.slash || char !== "/"));
      if (taken) {
        places.push(place + 1);
      }
    }
    return this.state(places);
  }

  /** The state of these places and all they lead to without a character. */
  private state(places: readonly number[]): State {
    const seen = new Set<number>();
    const pending = [...places];
    let accepts = false;
    const waiting: number[] = [];
    for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
      if (seen.has(place)) {
        continue;
      }
      seen.add(place);
      const step = this.program[place];
      if (step?.op === "split") {
        pending.push(step.a, step.b);
      } else if (step?.op === "jump") {
        pending.push(step.to);
      } else if (step?.op === "match") {
        accepts = true;
      } else {
        waiting.push(place);
      }
    }
    waiting.sort((a, b) => a - b);
    const key = `${accepts}:${waiting.join(",")}`;
    const known = this.states.get(key);
    if (known !== undefined) {
      return known;
    }
    if (this.held > MAX_PLACES) {
      this.states = new Map();
      this.start = null;
      this.held = 0;
    }
    const made: State = { places: waiting, accepts, next: new Map() };
    this.states.set(key, made);
    // Many states of few places take memory as well.
    this.held += waiting.length + 100;
    return made;
  }
}

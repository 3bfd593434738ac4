import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createHeap } from "../../src/queue/heap.ts";

describe("a heap", () => {
  it("tells the earliest first, and of two at the same instant the one set first", () => {
    const heap = createHeap<string>();
    heap.set("late", 30);
    heap.set("one", 10);
    heap.set("other", 10);
    expect(heap.size).toBe(3);
    expect(heap.first()).toMatchObject({ item: "one", at: 10 });
    heap.delete("one");
    expect(heap.first()).toMatchObject({ item: "other", at: 10 });
    heap.set("late", 5);
    expect(heap.first()).toMatchObject({ item: "late", at: 5 });
    expect(heap.size).toBe(2);
    heap.clear();
    expect(heap.first()).toBeNull();
    heap.delete("late");
    expect(heap.size).toBe(0);
  });

  it("agrees with a sorted list, whatever is set, moved and deleted (property)", () => {
    const step = fc.record({
      item: fc.integer({ min: 0, max: 12 }),
      at: fc.option(fc.integer({ min: 0, max: 20 }), { freq: 4 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const heap = createHeap<number>();
        let list: { item: number; at: number }[] = [];
        for (const { item, at } of steps) {
          if (at === null) {
            heap.delete(item);
            list = list.filter((each) => each.item !== item);
          } else {
            heap.set(item, at);
            if (list.find((each) => each.item === item)?.at !== at) {
              list = [...list.filter((each) => each.item !== item), { item, at }];
            }
          }
          expect(heap.size).toBe(list.length);
          const [first] = [...list].sort((one, other) => one.at - other.at);
          expect(heap.first()?.item).toBe(first?.item);
        }
      }),
      { numRuns: 300 },
    );
  });
});

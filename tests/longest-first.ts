import { relative } from "node:path";
import type { TestSpecification } from "vitest/node";
import { BaseSequencer } from "vitest/node";

/**
 * Begins with the files that start browsers and servers, so that no worker ends with one of them while the others have
 * nothing left to do; their size, which decides where no earlier run is remembered, says little of how long they take.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => relative(this.ctx.config.root, moduleId).startsWith("tests");
    return (await super.sort(files)).toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)));
  }
}

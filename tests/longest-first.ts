import { stat } from "node:fs/promises";
import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Begins with the files that start servers and browsers, the larger ones first, so that no worker ends with one of them
 * while the others have nothing left to do.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const weights = new Map<TestSpecification, number>();
    for (const file of files) weights.set(file, (await stat(file.moduleId)).size + (this.isLong(file) ? LONG : 0));
    return files.toSorted((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0));
  }

  private isLong({ moduleId }: TestSpecification): boolean {
    return relative(this.ctx.config.root, moduleId).startsWith("tests");
  }
}

const LONG = 1_000_000; // bytes; more than any file has

import { afterAll, beforeAll, describe } from "vitest";
import { answerModules, askedModules, authenticationModules, pingModules } from "./ciba-modules.ts";
import { openCiba, type CibaStage } from "./ciba-stage.ts";
import { runPlan } from "./plan.ts";
import { cibaPlan } from "./plans/ciba.ts";

let stage: CibaStage;

beforeAll(async () => {
  stage = await openCiba();
});
afterAll(() => stage.close());

const the = (): CibaStage => stage;

describe("the back channel of the identity server", () => {
  runPlan(cibaPlan, { ...answerModules(the), ...askedModules(the), ...authenticationModules(the), ...pingModules(the) });
});

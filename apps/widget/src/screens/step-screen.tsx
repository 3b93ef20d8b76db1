import type { JSX } from "preact";
import type { StepView } from "@drawbridge/contract";
import { Accounts } from "./accounts/accounts.tsx";
import { Approval } from "./approval/approval.tsx";
import { Connecting } from "./connecting/connecting.tsx";
import { Consent } from "./consent/consent.tsx";
import { Duplicate } from "./duplicate/duplicate.tsx";
import { Ended } from "./ended/ended.tsx";
import { ErrorScreen } from "./error/error.tsx";
import { Manage } from "./manage/manage.tsx";
import { Mfa } from "./mfa/mfa.tsx";
import { Oauth } from "./oauth/oauth.tsx";
import { Review } from "./review/review.tsx";
import type { ScreenProps } from "./screen-props.ts";
import { Search } from "./search/search.tsx";
import { SignIn } from "./sign-in/sign-in.tsx";
import { Unavailable } from "./unavailable/unavailable.tsx";

/** The screen of a step. */
export function StepScreen({ step, ...rest }: Omit<ScreenProps<never>, "step"> & { readonly step: StepView }): JSX.Element {
  switch (step.at) {
    case "consent":
      return <Consent step={step} {...rest} />;
    case "search":
      return <Search step={step} {...rest} />;
    case "unavailable":
      return <Unavailable step={step} {...rest} />;
    case "sign_in":
      return <SignIn step={step} {...rest} />;
    case "mfa":
      return <Mfa step={step} {...rest} />;
    case "oauth":
      return <Oauth key={step.launched ? "waiting" : "hand-off"} step={step} {...rest} />;
    case "connecting":
      return <Connecting step={step} {...rest} />;
    case "accounts":
      return <Accounts step={step} {...rest} />;
    case "duplicate":
      return <Duplicate step={step} {...rest} />;
    case "approval":
      return <Approval step={step} {...rest} />;
    case "review":
      return <Review step={step} {...rest} />;
    case "manage":
      return <Manage step={step} {...rest} />;
    case "error":
      return <ErrorScreen step={step} {...rest} />;
    case "ended":
      return <Ended step={step} />;
  }
}

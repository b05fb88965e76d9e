/**
 * The page's policy lets nothing make code out of text, so the SDK's checks of messages are told not to try.
 * Whatever imports the SDK is to import this first: the parts of the built page do not run in the order of `main.tsx`.
 */

import { config } from "zod/v4/core";

config({ jitless: true });

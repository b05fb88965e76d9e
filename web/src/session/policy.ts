/** The page's policy lets nothing make code out of text, so the SDK's checks of messages are told not to try. */

import { config } from "zod/v4/core";

config({ jitless: true });

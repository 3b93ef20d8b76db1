import type { Command } from "../command.ts";
import { adminCommand } from "./admin-command.ts";
import { approvalRows } from "./approval-commands.ts";
import { peopleRows } from "./people-commands.ts";
import { tenantRows } from "./tenant-commands.ts";

/** The administration of devices, one command a request; what the server answers is printed as JSON. */
export const adminCommands: readonly Command[] = [...peopleRows, ...approvalRows, ...tenantRows].map(adminCommand);

import type { Command } from "../command.ts";
import { adminCommand } from "./admin-command.ts";
import { approvalRows } from "./approval-commands.ts";
import { connectionApprovalRows } from "./connection-approval-commands.ts";
import { deviceRows } from "./device-commands.ts";
import { peopleRows } from "./people-commands.ts";
import { tenantRows } from "./tenant-commands.ts";

/** The administration of devices, one command a request; what the server answers is printed as JSON. */
export const adminCommands: readonly Command[] = [...peopleRows, ...deviceRows, ...approvalRows, ...connectionApprovalRows, ...tenantRows].map(
  adminCommand,
);

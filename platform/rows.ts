/** Rows that every subgraph asks for. */
import { z } from 'zod';

export const Count = z.object({ count: z.number() });

export type ParentCount = z.output<typeof ParentCount>;
export const ParentCount = z.object({ parent: z.string(), count: z.number() });

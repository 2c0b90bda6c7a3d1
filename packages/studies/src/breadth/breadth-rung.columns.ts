/** The table `breadth_rung`: one row per rung that was asked for. */
export const breadthRungColumns = {
  ladder: 'utf8',
  classes: 'int32',
  reason: 'utf8?',
} as const;

export { earlierMappings } from './earlierMappings.ts';
export { createHoldings } from './holdings.ts';
export { planImport, type ImportPlan } from './plan.ts';
export { presetOf, presets } from './presets/index.ts';
export { checkImportRights } from './rights.ts';
export { withWorkbooksRead } from './workbook.ts';
export { previewPlan, writePlan } from './write.ts';

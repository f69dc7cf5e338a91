/** The core's API: every method of the contract has its implementation here, or this does not compile. */
import { activities } from './features/activities/index.ts';
import { approvals } from './features/approvals/index.ts';
import { administration } from './features/administration/index.ts';
import { assets } from './features/assets/index.ts';
import { branch } from './features/branch/index.ts';
import { attachments } from './features/attachments/index.ts';
import { bulk } from './features/bulk/index.ts';
import { bundles } from './features/bundles/index.ts';
import { contracts } from './features/contracts/index.ts';
import { customers } from './features/customers/index.ts';
import { day } from './features/day/index.ts';
import { dayEnd } from './features/dayEnd/index.ts';
import { drafts } from './features/drafts/index.ts';
import { exports } from './features/exports/index.ts';
import { imports } from './features/importing.ts';
import { insights } from './features/insights/index.ts';
import { opportunities } from './features/opportunities/index.ts';
import { orders } from './features/orders/index.ts';
import { organisation } from './features/organisation/index.ts';
import { preferences } from './features/preferences/index.ts';
import { anytime } from './features/procedures.ts';
import { palette } from './features/palette/index.ts';
import { papers } from './features/papers/index.ts';
import { parking } from './features/parking/index.ts';
import { pricing } from './features/pricing/index.ts';
import { products } from './features/products/index.ts';
import { records } from './features/records/index.ts';
import { recovery } from './features/recovery/index.ts';
import { reviews } from './features/reviews/index.ts';
import { salesCredits } from './features/salesCredits/index.ts';
import { salesDocuments } from './features/salesDocuments/index.ts';
import { receipts } from './features/receipts/index.ts';
import { savedViews } from './features/savedViews/index.ts';
import { security } from './features/security/index.ts';
import { serviceRequests } from './features/serviceRequests/index.ts';
import { session } from './features/session/index.ts';
import { stock } from './features/stock/index.ts';
import { storage } from './features/storage/index.ts';
import { sync } from './features/sync/index.ts';
import { watch } from './features/watch/index.ts';

export const coreRouter = anytime.router({
  session,
  recovery,
  security,
  preferences,
  records,
  customers,
  products,
  pricing,
  orders,
  contracts,
  assets,
  serviceRequests,
  attachments,
  approvals,
  activities,
  opportunities,
  insights,
  organisation,
  sync,
  reviews,
  papers,
  parking,
  palette,
  drafts,
  savedViews,
  imports,
  bulk,
  bundles,
  day,
  dayEnd,
  branch,
  salesCredits,
  salesDocuments,
  receipts,
  stock,
  exports,
  watch,
  administration,
  storage,
});

/** The Persian words. A key that is missing here, or too many, does not compile. */
import { commonFa } from './common.fa.ts';
import { recordFormsFa } from './recordForms.fa.ts';
import { papersFa } from './papers.fa.ts';
import { parkingFa } from './parking.fa.ts';
import { placesFa } from './places.fa.ts';
import { productsFa } from './products.fa.ts';
import { ordersFa } from './orders.fa.ts';
import { insightsFa } from './insights.fa.ts';
import { listsFa } from './lists.fa.ts';
import { tourFa } from './tour.fa.ts';
import { opportunitiesFa } from './opportunities.fa.ts';
import { importsFa } from './imports.fa.ts';
import { customersFa } from './customers.fa.ts';
import { customerNetworkFa } from './customerNetwork.fa.ts';
import { customerRecordsFa } from './customerRecords.fa.ts';
import { contractsFa } from './contracts.fa.ts';
import { activitiesFa } from './activities.fa.ts';
import type { en } from './en.ts';
import { administrationFa } from './administration.fa.ts';
import { permissionWordsFa } from './permissionWords.fa.ts';
import { auditActionsFa } from './auditActions.fa.ts';
import { approvalsFa } from './approvals.fa.ts';
import { attachmentsFa } from './attachments.fa.ts';
import { branchFa } from './branch.fa.ts';
import { bundlesFa } from './bundles.fa.ts';
import { companyFa } from './company.fa.ts';
import { dayFa } from './day.fa.ts';
import { dayEndFa } from './dayEnd.fa.ts';
import { documentsFa } from './documents.fa.ts';
import { errorsFa } from './errors.fa.ts';
import type { TranslationOf } from './messages.ts';
import { reasonsFa } from './reasons.fa.ts';
import { exportsFa } from './exports.fa.ts';
import { watchFa } from './watch.fa.ts';
import { historyFa } from './history.fa.ts';
import { pricingFa } from './pricing.fa.ts';
import { receiptsFa } from './receipts.fa.ts';
import { recordsFa } from './records.fa.ts';
import { reviewsFa } from './reviews.fa.ts';
import { salesCreditsFa } from './salesCredits.fa.ts';
import { securityFa } from './security.fa.ts';
import { serviceFa } from './service.fa.ts';
import { serviceDeskFa } from './serviceDesk.fa.ts';
import { sessionFa } from './session.fa.ts';
import { settingsFa } from './settings.fa.ts';
import { shellFa } from './shell.fa.ts';
import { stockFa } from './stock.fa.ts';
import { storageFa } from './storage.fa.ts';
import { syncFa } from './sync.fa.ts';

export const fa: TranslationOf<typeof en> = {
  ...commonFa,
  ...recordFormsFa,
  ...papersFa,
  ...parkingFa,
  ...placesFa,
  ...productsFa,
  ...ordersFa,
  ...insightsFa,
  ...listsFa,
  ...tourFa,
  ...opportunitiesFa,
  ...importsFa,
  ...customersFa,
  ...customerNetworkFa,
  ...customerRecordsFa,
  ...contractsFa,
  ...activitiesFa,
  ...administrationFa,
  ...permissionWordsFa,
  ...auditActionsFa,
  ...approvalsFa,
  ...attachmentsFa,
  ...branchFa,
  ...bundlesFa,
  ...companyFa,
  ...dayFa,
  ...dayEndFa,
  ...documentsFa,
  ...errorsFa,
  ...reasonsFa,
  ...exportsFa,
  ...watchFa,
  ...historyFa,
  ...pricingFa,
  ...receiptsFa,
  ...recordsFa,
  ...reviewsFa,
  ...salesCreditsFa,
  ...securityFa,
  ...serviceFa,
  ...serviceDeskFa,
  ...sessionFa,
  ...settingsFa,
  ...shellFa,
  ...stockFa,
  ...storageFa,
  ...syncFa,
};

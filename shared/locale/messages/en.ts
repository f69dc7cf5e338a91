/** The English words, and the source of all keys. A feature adds `<feature>.en.ts` and `<feature>.fa.ts` and one line here and in `fa.ts`. */
import { commonEn } from './common.en.ts';
import { recordFormsEn } from './recordForms.en.ts';
import { papersEn } from './papers.en.ts';
import { parkingEn } from './parking.en.ts';
import { placesEn } from './places.en.ts';
import { productsEn } from './products.en.ts';
import { ordersEn } from './orders.en.ts';
import { insightsEn } from './insights.en.ts';
import { listsEn } from './lists.en.ts';
import { tourEn } from './tour.en.ts';
import { opportunitiesEn } from './opportunities.en.ts';
import { importsEn } from './imports.en.ts';
import { customersEn } from './customers.en.ts';
import { customerNetworkEn } from './customerNetwork.en.ts';
import { customerRecordsEn } from './customerRecords.en.ts';
import { contractsEn } from './contracts.en.ts';
import { activitiesEn } from './activities.en.ts';
import { administrationEn } from './administration.en.ts';
import { permissionWordsEn } from './permissionWords.en.ts';
import { auditActionsEn } from './auditActions.en.ts';
import { approvalsEn } from './approvals.en.ts';
import { attachmentsEn } from './attachments.en.ts';
import { branchEn } from './branch.en.ts';
import { bundlesEn } from './bundles.en.ts';
import { companyEn } from './company.en.ts';
import { dayEn } from './day.en.ts';
import { dayEndEn } from './dayEnd.en.ts';
import { documentsEn } from './documents.en.ts';
import { errorsEn } from './errors.en.ts';
import { reasonsEn } from './reasons.en.ts';
import { exportsEn } from './exports.en.ts';
import { watchEn } from './watch.en.ts';
import { historyEn } from './history.en.ts';
import { pricingEn } from './pricing.en.ts';
import { receiptsEn } from './receipts.en.ts';
import { recordsEn } from './records.en.ts';
import { reviewsEn } from './reviews.en.ts';
import { salesCreditsEn } from './salesCredits.en.ts';
import { securityEn } from './security.en.ts';
import { serviceEn } from './service.en.ts';
import { serviceDeskEn } from './serviceDesk.en.ts';
import { sessionEn } from './session.en.ts';
import { settingsEn } from './settings.en.ts';
import { shellEn } from './shell.en.ts';
import { stockEn } from './stock.en.ts';
import { storageEn } from './storage.en.ts';
import { syncEn } from './sync.en.ts';

export const en = {
  ...commonEn,
  ...recordFormsEn,
  ...papersEn,
  ...parkingEn,
  ...placesEn,
  ...productsEn,
  ...ordersEn,
  ...insightsEn,
  ...listsEn,
  ...tourEn,
  ...opportunitiesEn,
  ...importsEn,
  ...customersEn,
  ...customerNetworkEn,
  ...customerRecordsEn,
  ...contractsEn,
  ...activitiesEn,
  ...administrationEn,
  ...permissionWordsEn,
  ...auditActionsEn,
  ...approvalsEn,
  ...attachmentsEn,
  ...branchEn,
  ...bundlesEn,
  ...companyEn,
  ...dayEn,
  ...dayEndEn,
  ...documentsEn,
  ...errorsEn,
  ...reasonsEn,
  ...exportsEn,
  ...watchEn,
  ...historyEn,
  ...pricingEn,
  ...receiptsEn,
  ...recordsEn,
  ...reviewsEn,
  ...salesCreditsEn,
  ...securityEn,
  ...serviceEn,
  ...serviceDeskEn,
  ...sessionEn,
  ...settingsEn,
  ...shellEn,
  ...stockEn,
  ...storageEn,
  ...syncEn,
};

export type MessageKey = keyof typeof en;

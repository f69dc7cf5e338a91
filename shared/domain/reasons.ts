/**
 * Every reason that a rule of the domain gives for refusing a record, as a message key of `shared/locale`. The dictionaries are typed
 * against this list, so a reason without words in a language does not compile. Add freely; never rename one that has shipped.
 */
import type { Violation } from './kind.ts';

export const REASONS = [
  'activity.timeMissing',
  'contract.coverageMissing',
  'contract.endsBeforeStart',
  'contract.priceNegative',
  'contract.visitsNegative',
  'equipment.removedBeforeInstalled',
  'document.linesMissing',
  'document.orderLineMissing',
  'opportunity.amountNegative',
  'opportunity.closedBeforeOpened',
  'opportunity.closedOnMissing',
  'opportunity.closedOnUnexpected',
  'pipeline.stageReserved',
  'order.amountTooLarge',
  'order.currencyDiffers',
  'order.currencyUnknown',
  'order.customerMissing',
  'order.discountOutOfRange',
  'order.freightNegative',
  'order.linesMissing',
  'order.priceMissing',
  'order.priceNegative',
  'order.productMissing',
  'order.quantityNotPositive',
  'order.taxOutOfRange',
  'pricing.amountMissing',
  'pricing.bundleTooSmall',
  'pricing.bundleTwice',
  'pricing.currencyDiffers',
  'pricing.endsBeforeStart',
  'pricing.freeProductMissing',
  'pricing.nothingChosen',
  'pricing.percentageMissing',
  'pricing.priceNotPositive',
  'pricing.quantityMissing',
  'pricing.scopeEmpty',
  'quote.validUntilBeforeIssued',
  'receipt.allocatedTooMuch',
  'receipt.allocatedTwice',
  'receipt.amountNotPositive',
  'receipt.bankMissing',
  'receipt.cancelReasonMissing',
  'receipt.chequeNumberMissing',
  'receipt.currencyDiffers',
  'receipt.dueMissing',
  'receipt.notACheque',
  'return.reasonMissing',
  'request.assigneeMissing',
  'request.customerMissing',
  'request.quantityNotPositive',
  'request.signatureMissing',
  'request.stoppedBeforeStarted',
  'request.workGoesOn',
  'visitPlan.endsBeforeStart',
  'visitPlan.weekdaysMissing',
] as const;

export type Reason = (typeof REASONS)[number];

/** A violation whose reason the dictionaries are known to word. */
export const violation = (path: string, reason: Reason): Violation => ({ path, reason });

import type { Reason } from '../../domain/reasons.ts';

/** Why a rule of trade refuses a record, in words that say what to do. Shown beside the field. */
export type ReasonMessages = { readonly [Key in `reason.${Reason}`]: string };

export const reasonsEn = {
  'reason.activity.timeMissing': 'Say when it happened, or when it is planned.',
  'reason.contract.coverageMissing': 'Choose at least one thing that the contract covers.',
  'reason.contract.endsBeforeStart': 'The last day is before the first. Check both days.',
  'reason.contract.priceNegative': 'The price cannot be below zero.',
  'reason.contract.visitsNegative': 'The number of visits cannot be below zero.',
  'reason.equipment.removedBeforeInstalled': 'It cannot have been removed before it was installed. Check both days.',
  'reason.opportunity.amountNegative': 'The amount cannot be below zero.',
  'reason.opportunity.closedBeforeOpened': 'It cannot have closed before it was opened. Check both days.',
  'reason.opportunity.closedOnMissing': 'Enter the day on which it was won or lost.',
  'reason.opportunity.closedOnUnexpected': 'It is still open: remove the closing day, or choose won or lost.',
  'reason.pipeline.stageReserved': 'That name is kept for the end of every pipeline. Choose another.',
  'reason.order.amountTooLarge': 'This amount is too large to be counted. Check quantity and price.',
  'reason.order.currencyDiffers': 'This price is in another currency than the order.',
  'reason.order.currencyUnknown': 'This currency is not known. Choose another one.',
  'reason.order.customerMissing': 'Choose the customer of the order.',
  'reason.order.discountOutOfRange': 'A discount is between 0 and 100 percent.',
  'reason.order.freightNegative': 'Freight cannot be below zero.',
  'reason.order.linesMissing': 'Add at least one product before you confirm.',
  'reason.order.priceMissing': 'This product has no price on this day. Enter one, or remove the line.',
  'reason.order.priceNegative': 'A price cannot be below zero.',
  'reason.order.productMissing': 'Choose the product of this line.',
  'reason.order.quantityNotPositive': 'Enter a quantity above zero, or remove the line.',
  'reason.order.taxOutOfRange': 'A tax is between 0 and 100 percent.',
  'reason.request.assigneeMissing': 'Choose who goes.',
  'reason.request.customerMissing': 'Choose the customer before somebody is sent.',
  'reason.request.quantityNotPositive': 'Enter a quantity above zero, or remove the part.',
  'reason.request.signatureMissing': 'The customer has not signed yet.',
  'reason.request.stoppedBeforeStarted': 'The work cannot stop before it started. Check both times.',
  'reason.request.workGoesOn': 'The clock is still running. Stop the work first.',
  'reason.visitPlan.endsBeforeStart': 'The plan cannot end before it starts. Check both days.',
  'reason.visitPlan.weekdaysMissing': 'Choose at least one day of the week.',
} as const satisfies ReasonMessages;

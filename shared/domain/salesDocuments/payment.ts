/** How what is owed will be paid: by this, an order on credit counts against one of the customer's limits. */
export const PAYMENTS = ['account', 'cheque'] as const;

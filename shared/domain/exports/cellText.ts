/**
 * Text of a cell that a table program must not take for a formula (CSV injection, https://owasp.org/www-community/attacks/CSV_Injection): a customer's
 * name may have been typed by whoever wants to run something on the machine that opens the list.
 *
 * Where a formula could begin, an apostrophe is put before it: at the beginning, behind whitespace and invisible marks that a program may skip, and
 * behind a separator that a program of another country may split at. Phones such as +98… get one too: table programs show it, or swallow it.
 */
const BEGINS_FORMULA = /^(?=[\s\p{Cf}]*[=+\-@＝＋－＠])|^(?=[\t\r\n])/u;
const BEHIND_SEPARATOR = /([;\t\r\n|])(?=[\s\p{Cf}]*[=+\-@＝＋－＠])/gu;

export const neutraliseFormula = (text: string): string =>
  text.replace(BEHIND_SEPARATOR, "$1'").replace(BEGINS_FORMULA, "'");

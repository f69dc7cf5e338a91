/** A day in figures: what there is of each kind, how many, what it comes to; here and at head office side by side, or one of the two. */
import type { DayFigures, DayLine } from '../../../shared/sync/receipt.ts';
import type { Translator } from '../../../shared/locale/translator.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { MoneyListText } from '../../ui/text/Text.tsx';
import styles from './DayEnd.module.css';

export function FiguresTable({ here, server }: { here: DayFigures | null; server: DayFigures | null }) {
  const { t } = useLocale();
  const sides = [
    ...(here ? [{ name: t('dayEnd.figures.here'), lines: linesByKey(here) }] : []),
    ...(server ? [{ name: t('dayEnd.figures.server'), lines: linesByKey(server) }] : []),
  ];
  const keys = [...new Set(sides.flatMap(({ lines }) => [...lines.keys()]))];
  if (keys.length === 0) return <p className={styles.dim}>{t('dayEnd.figures.none')}</p>;
  return (
    <table className={styles.figures}>
      <thead>
        {sides.length > 1 && (
          <tr>
            <td />
            {sides.map(({ name }) => (
              <th key={name} colSpan={2} scope="colgroup">
                {name}
              </th>
            ))}
          </tr>
        )}
        <tr>
          <th scope="col">{t('dayEnd.figures.what')}</th>
          {sides.map(({ name }) => (
            <Heads key={name} t={t} />
          ))}
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => {
          const found = sides.map(({ lines }) => lines.get(key) ?? null);
          const any = found.find((line) => line !== null);
          if (!any) return null;
          const [first, second] = found.map((line) => JSON.stringify(line));
          return (
            <tr key={key} data-differs={(sides.length > 1 && first !== second) || undefined}>
              <th scope="row">{lineName(t, any)}</th>
              {found.map((line, index) => (
                <Cells key={sides[index]?.name ?? index} line={line} />
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Heads({ t }: { t: Translator }) {
  return (
    <>
      <th scope="col" className={styles.figure}>
        {t('dayEnd.figures.count')}
      </th>
      <th scope="col" className={styles.figure}>
        {t('dayEnd.figures.amount')}
      </th>
    </>
  );
}

function Cells({ line }: { line: DayLine | null }) {
  const { t, formats } = useLocale();
  return (
    <>
      <td className={styles.figure}>{formats.number(line?.count ?? 0)}</td>
      <td className={styles.figure}>
        {line && line.amounts.length > 0 ? <Amounts amounts={line.amounts} /> : <span aria-hidden>–</span>}
        {line && line.unreckoned > 0 && (
          <div className={styles.warn}>{t('dayEnd.figures.unreckoned', { count: line.unreckoned })}</div>
        )}
      </td>
    </>
  );
}

/** A sum beyond what a number holds exactly is shown in minor units, to the last digit. */
function Amounts({ amounts }: { amounts: DayLine['amounts'] }) {
  const { formats } = useLocale();
  const known = amounts.map(({ currency, amount }) => ({ currency, amount: Number(amount) }));
  if (known.every(({ amount }) => Number.isSafeInteger(amount))) return <MoneyListText amounts={known} />;
  return amounts.map(({ currency, amount }) => (
    <div key={currency}>
      <bdi>{`${formats.number(BigInt(amount))} ${currency}`}</bdi>
    </div>
  ));
}

const linesByKey = ({ lines }: DayFigures): ReadonlyMap<string, DayLine> =>
  new Map(lines.map((line) => [`${line.collection}/${line.kind}/${line.state ?? ''}/${line.method ?? ''}`, line]));

function lineName(t: Translator, { kind, state, method }: DayLine): string {
  const kindName = t.maybe(`kind.${kind}`) ?? kind;
  const name =
    method === undefined ? kindName : `${kindName} (${t.maybe(`value.salesDocuments.method.${method}`) ?? method})`;
  const word = state === null || state === '' ? null : (t.maybe(`value.salesDocuments.state.${state}`) ?? state);
  return word === null ? name : t.language === 'fa' ? `${name}، ${word}` : `${name}, ${word.toLowerCase()}`;
}

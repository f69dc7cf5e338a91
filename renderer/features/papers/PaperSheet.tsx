/** A paper as the printer gets it: the same words in the same order as in the PDF (`main/core/papers`), in the language of the paper. */
import { Fragment } from 'react';
import {
  readSignature,
  SIGNATURE_HEIGHT,
  SIGNATURE_WIDTH,
} from '../../../shared/domain/serviceRequests/signaturePath.ts';
import { directionOf } from '../../../shared/papers/direction.ts';
import type {
  Paper,
  PaperBlock,
  PaperFact,
  PaperParty,
  PaperSignatures,
  PaperSums,
  PaperTable,
} from '../../../shared/papers/paper.ts';
import { pageStyle } from './pageStyle.ts';
import styles from './PaperSheet.module.css';

export function PaperSheet({ paper }: { paper: Paper }) {
  const { language, title, number, mark, seller, buyer, facts, blocks } = paper;
  const direction = directionOfPaper(language);
  return (
    <article className={styles.sheet} lang={language} dir={direction}>
      <style>{pageStyle(paper)}</style>
      {mark !== null && (
        <div className={styles.mark}>
          <span>{mark}</span>
        </div>
      )}
      <header className={styles.head}>
        <strong className={styles.company}>
          <Words text={seller.name} language={language} />
        </strong>
        <div className={styles.title}>
          <h1>{title}</h1>
          {number !== '' && <span>{number}</span>}
        </div>
      </header>
      <div className={styles.parties}>
        <Party party={seller} language={language} />
        {buyer && <Party party={buyer} language={language} />}
      </div>
      <Facts facts={facts} language={language} isGrid />
      {blocks.map((block, index) => (
        // A paper is written once and never changes: its blocks have no other name than their place.
        <Block key={index} block={block} language={language} />
      ))}
    </article>
  );
}

type Language = Paper['language'];

const directionOfPaper = (language: Language): 'ltr' | 'rtl' => (language === 'fa' ? 'rtl' : 'ltr');

/** Runs its own way and moves nothing around it. */
function Words({ text, language }: { text: string; language: Language }) {
  return <bdi dir={directionOf(text, directionOfPaper(language))}>{text}</bdi>;
}

function Party({ party: { label, name, lines }, language }: { party: PaperParty; language: Language }) {
  return (
    <div className={styles.party}>
      <span className={styles.label}>{label}</span>
      <strong>
        <Words text={name} language={language} />
      </strong>
      {lines.map((line) => (
        <span key={line}>
          <Words text={line} language={language} />
        </span>
      ))}
    </div>
  );
}

interface FactsProps {
  facts: readonly PaperFact[];
  language: Language;
  isGrid?: boolean;
}

function Facts({ facts, language, isGrid = false }: FactsProps) {
  return (
    <dl className={isGrid ? styles.grid : styles.facts}>
      {facts.map(({ label, value }) => (
        <Fragment key={label}>
          <div className={styles.fact}>
            <dt className={styles.label}>{label}</dt>
            <dd>
              <Words text={value} language={language} />
            </dd>
          </div>
        </Fragment>
      ))}
    </dl>
  );
}

function Block({ block, language }: { block: PaperBlock; language: Language }) {
  const title =
    'title' in block && block.title !== undefined ? <h2 className={styles.heading}>{block.title}</h2> : null;
  switch (block.block) {
    case 'facts':
      return (
        <section>
          {title}
          <Facts facts={block.facts} language={language} />
        </section>
      );
    case 'text':
      return (
        <section>
          {title}
          <p className={styles.text}>
            <Words text={block.text} language={language} />
          </p>
        </section>
      );
    case 'table':
      return (
        <section>
          {title}
          <Table table={block} language={language} />
        </section>
      );
    case 'sums':
      return <Sums sums={block} language={language} />;
    case 'signatures':
      return <Signatures signatures={block} language={language} />;
  }
}

function Table({ table: { columns, rows }, language }: { table: PaperTable; language: Language }) {
  const classOf = (index: number): string | undefined =>
    columns[index]?.figures ? styles.figures : columns[index]?.wide ? styles.wide : undefined;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {columns.map(({ heading }, index) => (
            <th key={heading} scope="col" className={classOf(index)}>
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ cells, strong }, row) => (
          <tr key={row} className={strong ? styles.strong : undefined}>
            {cells.map(({ text, note }, index) => (
              <td key={columns[index]?.heading ?? index} className={classOf(index)}>
                <Words text={text} language={language} />
                {note !== undefined && (
                  <div className={styles.note}>
                    <Words text={note} language={language} />
                  </div>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Sums({ sums: { lines, inWords }, language }: { sums: PaperSums; language: Language }) {
  return (
    <section className={styles.sums}>
      <dl className={styles.sumLines}>
        {lines.map(({ label, value, strong }) => (
          <div key={label} className={strong ? styles.total : styles.sum}>
            <dt>{label}</dt>
            <dd className={styles.figures}>{value}</dd>
          </div>
        ))}
      </dl>
      {inWords && (
        <p className={styles.inWords}>
          {`${inWords.label}: `}
          <Words text={inWords.value} language={language} />
        </p>
      )}
    </section>
  );
}

function Signatures({ signatures: { boxes }, language }: { signatures: PaperSignatures; language: Language }) {
  return (
    <section className={styles.signatures}>
      {boxes.map(({ label, name, drawn }) => (
        <div key={label} className={styles.box}>
          <span className={styles.label}>{label}</span>
          {drawn !== undefined && (
            <svg viewBox={`0 0 ${SIGNATURE_WIDTH} ${SIGNATURE_HEIGHT}`} className={styles.drawn}>
              {readSignature(drawn).map((stroke, index) => (
                <polyline key={index} points={stroke.map(({ x, y }) => `${x},${y}`).join(' ')} />
              ))}
            </svg>
          )}
          {name !== undefined && (
            <span className={styles.signer}>
              <Words text={name} language={language} />
            </span>
          )}
        </div>
      ))}
    </section>
  );
}

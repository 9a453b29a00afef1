/** What the seeds say to people: error messages and mails, each in every language. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ErrorCode } from '../../platform/errors.ts';
import { createSeededDatabase, type Row, type SeededDatabase } from './seeds-support.ts';

const LANGUAGES = ['ar', 'de', 'en', 'es', 'fr', 'ja'];
const TRANSLATIONS = LANGUAGES.filter((lang) => lang !== 'en');

/** The compiler complains here when a code is added: it needs its message, in every language. */
const CODES: Record<ErrorCode, true> = {
  UNAUTHENTICATED: true,
  FORBIDDEN: true,
  BAD_USER_INPUT: true,
  NOT_FOUND: true,
  RATE_LIMITED: true,
  QUOTA_EXCEEDED: true,
  INTERNAL_SERVER_ERROR: true,
  DOWNSTREAM_SERVICE_ERROR: true,
  GATEWAY_TIMEOUT: true,
};

let seeded: SeededDatabase;
beforeAll(async () => {
  seeded = await createSeededDatabase();
});
afterAll(() => seeded.drop());

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{+\w+\}+/g)].map(([found]) => found).sort();
}

/** Text without what is not words of its language. */
function words(text: string): string {
  return text
    .replace(/<[^>]*>|\{+\w+\}+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function groupBy(rows: Row[], key: (row: Row) => string): [string, Row[]][] {
  return Object.entries(Object.groupBy(rows, key)).map(([name, group]) => [name, group ?? []]);
}

describe('error messages', () => {
  let messages: [string, Row[]][];
  beforeAll(async () => {
    messages = groupBy(await seeded.rows('error_messages'), (row) => row.message_key);
  });

  test('are there for every code, and for the keys that are documented', () => {
    const keys = messages.map(([key]) => key);
    const codes = Object.keys(CODES).map((code) => code.toLowerCase());
    expect(keys).toEqual(expect.arrayContaining([...codes, 'invalid_api_key', 'rate_limited']));
    expect(keys.filter((key) => !/^[a-z]+(_[a-z]+)*$/.test(key))).toEqual([]);
    expect(keys.length).toBeGreaterThanOrEqual(40);
  });

  test('have every language, and the parameters say which those are', async () => {
    const parameters = await seeded.rows('application_parameters');
    const supported: string | undefined = parameters.find(({ key }) => key === 'supported_langs')?.value;
    expect(supported?.split(',').sort()).toEqual(LANGUAGES);
    const lacking = messages.filter(
      ([, rows]) =>
        rows
          .map(({ lang }) => lang)
          .sort()
          .join() !== LANGUAGES.join(),
    );
    expect(lacking).toEqual([]);
  });

  test('have the same place-holders in each', () => {
    const differing = messages.filter(
      ([, rows]) => new Set(rows.map((row) => placeholders(row.message).join())).size > 1,
    );
    expect(differing).toEqual([]);
  });

  test('spell place-holders in one way, and leave no brace alone', () => {
    const odd = messages
      .flatMap(([, rows]) => rows)
      .filter(({ message }) => /[{}]/.test(message.replace(/\{[a-z]+(_[a-z]+)*\}/g, '')));
    expect(odd).toEqual([]);
  });

  test('are in the language that they say', () => {
    expect(messages.flatMap(([, rows]) => untranslated(rows, 'message'))).toEqual([]);
  });
});

describe('mails', () => {
  let templates: Row[];
  let translations: Row[];
  beforeAll(async () => {
    templates = await seeded.rows('email_templates');
    translations = await seeded.rows('email_translations');
  });

  test('are looked up by a name that is there once', () => {
    const names = templates.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toEqual([]);
    expect(new Set(templates.map(({ topic }) => topic))).toEqual(new Set(['receipt', 'welcome', 'notification']));
  });

  test('have every field in every language', () => {
    const fields = translations.map(({ template_name, lang, field_name }) => `${template_name} ${lang} ${field_name}`);
    const expected = templates.flatMap(({ name }) => [
      `${name} en cta_text`,
      ...TRANSLATIONS.flatMap((lang) => ['subject', 'body', 'cta_text'].map((field) => `${name} ${lang} ${field}`)),
    ]);
    expect(fields.sort()).toEqual(expected.sort());
  });

  test('have the place-holders of their template', () => {
    const differing = translations.filter(({ template_name, field_name, field_value }) => {
      const template = templates.find(({ name }) => name === template_name);
      const original = { subject: template?.subject, body: template?.content, cta_text: '' }[field_name as string];
      return placeholders(field_value).join() !== placeholders(original).join();
    });
    expect(differing).toEqual([]);
    expect(templates.filter(({ content }) => !content.includes('<a href="{{cta_url}}">{{cta_text}}</a>'))).toEqual([]);
  });

  test('are in the language that they say, and in its direction', () => {
    const english = templates.flatMap(({ name, subject, content }) => [
      { template_name: name, lang: 'en', field_name: 'subject', field_value: subject },
      { template_name: name, lang: 'en', field_name: 'body', field_value: content },
    ]);
    const fields = groupBy([...english, ...translations], (row) => `${row.template_name} ${row.field_name}`);
    // A reply's subject is that of the ticket.
    const translated = fields.filter(([name]) => name !== 'support_reply subject');
    expect(translated.flatMap(([, rows]) => untranslated(rows, 'field_value'))).toEqual([]);
    const bodies = translations.filter(({ field_name }) => field_name === 'body');
    expect(bodies.filter(({ field_value, lang }) => field_value.includes('dir="rtl"') !== (lang === 'ar'))).toEqual([]);
    expect(bodies.filter(({ field_value, lang }) => !field_value.includes(`lang="${lang}"`))).toEqual([]);
  });

  test('come from addresses that nobody has, until an administrator gives real ones', async () => {
    const senders = await seeded.rows('email_senders');
    expect(senders.map(({ display_name }) => display_name).sort()).toEqual(['CPMP Mission', 'The Trinity Beast']);
    for (const { email, reply_to } of senders) {
      expect([email, reply_to].filter((address) => !/^\w+@example\.(com|org)$/.test(address))).toEqual([]);
    }
  });
});

/** Rows of one text that share their words with another language, or lack the script of their own. */
function untranslated(rows: Row[], column: string): Row[] {
  const own: Record<string, RegExp> = {
    ar: /\p{Script=Arabic}/u,
    ja: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  };
  return rows.filter((row) => {
    const text = words(row[column]);
    const copied = rows.some((other) => other.lang !== row.lang && words(other[column]) === text);
    const foreign = Object.entries(own).some(([lang, script]) => script.test(text) !== (row.lang === lang));
    return copied || foreign;
  });
}

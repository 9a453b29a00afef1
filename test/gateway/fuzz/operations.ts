/**
 * Random valid operations over the API schema: aliases that are names of other fields, fragments within fragments, the
 * same field again, conditions, variables wherever a value may stand.
 */
import {
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  print,
  validate,
} from 'graphql';
import type { Random } from './random.ts';
import { anyValue, type Given, literal, type Samples } from './values.ts';

export interface Generated {
  text: string;
  document: DocumentNode;
  variables: Given;
}

export interface Knowledge {
  schema: GraphQLSchema;
  samples: Samples;
  /** `Type.field` of what answers differently each time. */
  unstable: ReadonlySet<string>;
}

/** What an object is asked for so far, by response key: so that selections that meet can be merged. */
type Asked = Map<string, { field: string; written: string; below: Asked }>;

const ODD_ALIASES = [
  'id',
  'a',
  '_',
  '__proto__',
  'constructor',
  'toString',
  '_as_id',
  '_entities',
  'nodes',
  'representations',
];
const MAX_FIELDS = 50;
const MAX_DEPTH = 7;

/** Tries until an operation is valid; most are. */
export function anyOperation(knowledge: Knowledge, random: Random): Generated {
  for (;;) {
    const generated = new Writer(knowledge, random).operation();
    if (validate(knowledge.schema, generated.document).length === 0) return generated;
  }
}

class Writer {
  readonly #knowledge: Knowledge;
  readonly #random: Random;
  readonly #definitions: string[] = [];
  readonly #variables: Given = {};
  readonly #fragments: { name: string; on: GraphQLObjectType; text: string }[] = [];
  #names = 0;
  #fields = 0;

  constructor(knowledge: Knowledge, random: Random) {
    this.#knowledge = knowledge;
    this.#random = random;
  }

  operation(): Generated {
    const root = this.#knowledge.schema.getQueryType() as GraphQLObjectType;
    const set = this.#set(root, new Map(), 0, 1 + this.#random.below(4));
    const variables = this.#definitions.length ? `(${this.#definitions.join(' ')})` : '';
    const fragments = this.#fragments.map(({ name, on, text }) => `fragment ${name} on ${on.name} ${text}`);
    const document = parse(
      [`query ${this.#random.pick(['', 'Q', 'query'])}${variables} ${set}`, ...fragments].join('\n'),
    );
    return { text: print(document), document, variables: this.#variables };
  }

  #set(on: GraphQLObjectType, asked: Asked, depth: number, count = 1 + this.#random.below(5)): string {
    const parts = Array.from({ length: count }, () => this.#selection(on, asked, depth)).filter(Boolean);
    return `{ ${parts.length ? parts.join(' ') : '__typename'} }`;
  }

  #selection(on: GraphQLObjectType, asked: Asked, depth: number): string {
    const roll = this.#random.next();
    if (roll < 0.08) {
      const condition = this.#random.pick(['', `on ${on.name}`]);
      return `... ${condition} ${this.#condition()} ${this.#set(on, asked, depth)}`;
    }
    if (roll < 0.14) return this.#fragment(on, asked, depth);
    if (roll < 0.18) return '__typename';
    return this.#field(on, asked, depth);
  }

  #fragment(on: GraphQLObjectType, asked: Asked, depth: number): string {
    const known = this.#fragments.filter((fragment) => fragment.on === on);
    if (known.length && this.#random.chance(0.5)) return `...${this.#random.pick(known).name} ${this.#condition()}`;
    const text = this.#set(on, asked, depth);
    const name = `F${this.#names++}`;
    this.#fragments.push({ name, on, text });
    return `...${name} ${this.#condition()}`;
  }

  #field(on: GraphQLObjectType, asked: Asked, depth: number): string {
    const fields = this.#choices(on, depth);
    if (fields.length === 0 || ++this.#fields > MAX_FIELDS) return '';
    const field = this.#random.pick(fields);
    const alias = this.#random.chance(0.3) ? this.#alias(on) : field.name;
    const known = asked.get(alias);
    if (known && known.field !== field.name) return '';
    const written = known?.written ?? this.#arguments(field);
    const below: Asked = known?.below ?? new Map();
    asked.set(alias, { field: field.name, written, below });
    const type = getNamedType(field.type);
    const set = isObjectType(type) ? this.#set(type, below, depth + 1) : '';
    return `${alias === field.name ? '' : `${alias}:`} ${field.name}${written} ${this.#condition()} ${set}`;
  }

  #choices(on: GraphQLObjectType, depth: number): GraphQLField<unknown, unknown>[] {
    const { unstable } = this.#knowledge;
    const fields = Object.values(on.getFields()).filter(({ name }) => !unstable.has(`${on.name}.${name}`));
    const [leaves, objects] = [true, false].map((leaf) =>
      fields.filter((each) => isLeafType(getNamedType(each.type)) === leaf),
    );
    if (depth >= MAX_DEPTH || !objects?.length) return leaves ?? [];
    // Objects are where it gets interesting, and most types have few of them.
    return leaves?.length && !this.#random.chance(depth < 2 ? 0.8 : 0.5) ? leaves : objects;
  }

  #alias(on: GraphQLObjectType): string {
    const names = Object.keys(on.getFields());
    return this.#random.chance(0.5) ? this.#random.pick(names) : this.#random.pick(ODD_ALIASES);
  }

  #condition(): string {
    if (!this.#random.chance(0.08)) return '';
    const value = this.#random.chance(0.3) ? String(this.#random.chance(0.5)) : `$${this.#conditionVariable()}`;
    return `@${this.#random.pick(['skip', 'include'])}(if: ${value})`;
  }

  #conditionVariable(): string {
    const name = `c${this.#random.below(3)}`;
    if (!(name in this.#variables)) {
      this.#definitions.push(`$${name}: Boolean!`);
      this.#variables[name] = this.#random.chance(0.5);
    }
    return name;
  }

  #arguments(field: GraphQLField<unknown, unknown>): string {
    const about = getNamedType(field.type).name.replace(/Connection$/, '');
    const given = field.args.filter((argument) => this.#isGiven(argument));
    if (given.length === 0) return '';
    const values = given.map(({ name, type }) => `${name}: ${this.#value(type, name, about)}`);
    return `(${values.join(', ')})`;
  }

  #isGiven({ name, type, defaultValue }: GraphQLArgument): boolean {
    if (isNonNullType(type) && defaultValue === undefined) return true;
    return this.#random.chance(name === 'first' ? 0.97 : name === 'after' ? 0.05 : 0.3);
  }

  /** A literal, a variable, or a literal with variables in it. */
  #value(type: GraphQLInputType, name: string, about: string): string {
    const value = anyValue(type, name, about, this.#knowledge.samples, this.#random);
    if (this.#random.chance(0.3)) return this.#variable(type, value);
    const bare = isNonNullType(type) ? type.ofType : type;
    if (isInputObjectType(bare) && value !== null) {
      const entries = Object.entries(value as Given).map(([key, inner]) => {
        const innerType = bare.getFields()[key]?.type as GraphQLInputType;
        return `${key}: ${this.#random.chance(0.2) ? this.#variable(innerType, inner) : print(literal(inner, innerType))}`;
      });
      return `{ ${entries.join(' ')} }`;
    }
    if (isListType(bare) && Array.isArray(value)) {
      const items = value.map((item) =>
        this.#random.chance(0.2) ? this.#variable(bare.ofType, item) : print(literal(item, bare.ofType)),
      );
      return `[${items.join(' ')}]`;
    }
    return print(literal(value, type));
  }

  #variable(type: GraphQLInputType, value: unknown): string {
    const name =
      this.#random.chance(0.1) && !('representations' in this.#variables) ? 'representations' : `v${this.#names++}`;
    const roll = this.#random.next();
    const isAbsent = roll < 0.1 && !isNonNullType(type);
    const byDefault = roll < 0.3 && !isAbsent;
    this.#definitions.push(`$${name}: ${type}${byDefault ? ` = ${print(literal(value, type))}` : ''}`);
    if (!isAbsent && !byDefault) this.#variables[name] = value;
    return `$${name}`;
  }
}

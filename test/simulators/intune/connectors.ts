/** The records of Exchange connectors in Intune; kept over restarts of the rehearsal when a state file is given. */
import { z } from 'zod';
import { readStateFile, writeStateFile } from '../state-file.ts';
import type { Reply } from './messages.ts';
import { graphError, intuneError, type Row } from './odata.ts';

const writableSchema = z.strictObject({
  '@odata.type': z.literal('#microsoft.graph.deviceManagementExchangeConnector').optional(),
  lastSyncDateTime: z.iso.datetime({ offset: true }).optional(),
  status: z.enum(['none', 'connectionPending', 'connected', 'disconnected']).optional(),
  primarySmtpAddress: z.string().nullable().optional(),
  serverName: z.string().nullable().optional(),
  connectorServerName: z.string().nullable().optional(),
  exchangeConnectorType: z.enum(['onPremises', 'hosted', 'serviceToService', 'dedicated']).optional(),
  version: z.string().nullable().optional(),
  exchangeAlias: z.string().nullable().optional(),
  exchangeOrganization: z.string().nullable().optional(),
});

const connectorSchema = z.strictObject({
  id: z.string(),
  lastSyncDateTime: z.string(),
  status: z.string(),
  primarySmtpAddress: z.string().nullable(),
  serverName: z.string().nullable(),
  connectorServerName: z.string().nullable(),
  exchangeConnectorType: z.string(),
  version: z.string().nullable(),
  exchangeAlias: z.string().nullable(),
  exchangeOrganization: z.string().nullable(),
});
export type Connector = z.infer<typeof connectorSchema>;
type Changes = { readonly [K in keyof Connector]?: Connector[K] | undefined };

const stateSchema = z.strictObject({ connectors: z.array(connectorSchema) });
const syncSchema = z.strictObject({ syncType: z.enum(['fullSync', 'deltaSync']) });

export class Connectors {
  readonly #file: string | undefined;
  #list: readonly Connector[];
  #syncs: readonly { readonly id: string; readonly syncType: string }[] = [];

  /** As a tenant in which the feature has ended may be: records are shown, and no write is taken (graph.md fact 0.1). */
  isRetired = false;

  constructor(file: string | undefined) {
    this.#file = file;
    this.#list = file === undefined ? [] : (readStateFile(file, stateSchema)?.connectors ?? []);
  }

  list(): readonly Connector[] {
    return this.#list;
  }

  /** Syncs that were asked for: Graph has no way to read them. */
  syncs(): readonly { readonly id: string; readonly syncType: string }[] {
    return this.#syncs;
  }

  /** Puts a record in place of the one with its id, or adds it. */
  set(record: Changes): Connector {
    const id = record.id ?? crypto.randomUUID();
    const connector = connectorSchema.parse({ ...(this.#list.find((one) => one.id === id) ?? blank(id)), ...record, id });
    this.#keep([...this.#list.filter((one) => one.id !== id), connector]);
    return connector;
  }

  /** As an administrator who deletes the connection in the console. */
  drop(id: string): void {
    this.#keep(this.#list.filter((one) => one.id !== id));
  }

  answer(method: string, url: URL, body: unknown): Reply {
    if (this.isRetired && method !== 'GET') return { status: 403, body: intuneError('Forbidden', 'This feature has been retired.') };
    const [id, action] = url.pathname.split('/').slice(4);
    if (id === undefined) return this.#onCollection(method, url, body);
    const connector = this.#list.find((one) => one.id === id);
    if (connector === undefined) return { status: 404, body: graphError('ResourceNotFound', `No connector ${id}.`) };
    if (action === 'sync' && method === 'POST') return this.#sync(id, body);
    return action === undefined ? this.#onItem(method, connector, body) : methodRefused();
  }

  #onCollection(method: string, url: URL, body: unknown): Reply {
    if (method === 'GET') {
      const context = `${url.origin}/v1.0/$metadata#deviceManagement/exchangeConnectors`;
      return { status: 200, body: { '@odata.context': context, '@odata.count': this.#list.length, value: this.#list.map(typed) } };
    }
    if (method !== 'POST') return methodRefused();
    const fields = writableSchema.safeParse(body);
    if (!fields.success) return badRequest();
    return { status: 201, body: typed(this.set(withoutType(fields.data))) };
  }

  #onItem(method: string, connector: Connector, body: unknown): Reply {
    if (method === 'GET') return { status: 200, body: typed(connector) };
    if (method === 'DELETE') {
      this.drop(connector.id);
      return { status: 204 };
    }
    if (method !== 'PATCH') return methodRefused();
    const fields = writableSchema.safeParse(body);
    if (!fields.success) return badRequest();
    return { status: 200, body: typed(this.set({ ...withoutType(fields.data), id: connector.id })) };
  }

  #sync(id: string, body: unknown): Reply {
    const parsed = syncSchema.safeParse(body);
    if (!parsed.success) return badRequest();
    this.#syncs = [...this.#syncs, { id, syncType: parsed.data.syncType }];
    return { status: 204 };
  }

  #keep(list: readonly Connector[]): void {
    this.#list = list;
    if (this.#file !== undefined) writeStateFile(this.#file, { connectors: list });
  }
}

/** Only the fields that came, without the annotation. */
function withoutType(fields: z.infer<typeof writableSchema>): Changes {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== '@odata.type'));
}

function blank(id: string): Connector {
  return {
    id,
    lastSyncDateTime: '0001-01-01T00:00:00Z',
    status: 'none',
    primarySmtpAddress: null,
    serverName: null,
    connectorServerName: null,
    exchangeConnectorType: 'onPremises',
    version: null,
    exchangeAlias: null,
    exchangeOrganization: null,
  };
}

function typed(connector: Connector): Row {
  return { '@odata.type': '#microsoft.graph.deviceManagementExchangeConnector', ...connector };
}

function badRequest(): Reply {
  return { status: 400, body: graphError('BadRequest', 'The request is not of the form of this resource.') };
}

function methodRefused(): Reply {
  return { status: 405, body: graphError('MethodNotAllowed', 'This resource does not know the method.') };
}

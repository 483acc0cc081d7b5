/**
 * Who may import whom, for dependency-cruiser. A folder is a trust zone: electron, renderer and engine see themselves and shared;
 * shared sees nothing of ours; decisions (engine/domain) see no technology. No cycles anywhere.
 */
const ours = '^(electron|renderer|engine|shared|build|test|assets)/';

const electronPackage = '^node_modules/electron/';

/**
 * @param {string} name
 * @param {string} from
 * @param {Partial<Record<'path' | 'pathNot', string>> & { dependencyTypes?: import('dependency-cruiser').DependencyType[] }} to
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
const forbid = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to });

/** @type {{ forbidden: import('dependency-cruiser').IForbiddenRuleType[], options: import('dependency-cruiser').ICruiseOptions }} */
const borders = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    // Electron brings original-fs itself: node:fs without its view into packed archives.
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^(virtual:|original-fs$)' } },
    forbid('electron-sees-shared-only', '^electron/', { path: ours, pathNot: '^(electron|shared)/' }),
    forbid('renderer-sees-shared-only', '^renderer/', { path: ours, pathNot: '^(renderer|shared)/' }),
    forbid('renderer-sees-no-host', '^renderer/', { path: '^shared/host/' }),
    forbid('renderer-sees-no-system', '^renderer/', { dependencyTypes: ['core'] }),
    forbid('renderer-sees-no-electron', '^renderer/', { path: electronPackage }),
    forbid('engine-sees-shared-only', '^engine/', { path: ours, pathNot: '^(engine|shared)/' }),
    forbid('engine-sees-no-electron', '^engine/', { path: electronPackage }),
    forbid('shared-sees-nothing-of-ours', '^shared/', { path: ours, pathNot: '^shared/' }),
    forbid('shared-core-sees-no-host', '^shared/(?!host/)', { path: '^shared/host/' }),
    forbid('shared-core-sees-no-system', '^shared/(?!host/)', { dependencyTypes: ['core'] }),
    forbid('domain-sees-shared-only', '^engine/domain/', { path: ours, pathNot: '^(engine/domain|shared/(?!host/))' }),
    forbid('domain-sees-no-system', '^engine/domain/', { dependencyTypes: ['core', 'npm', 'npm-dev'] }),
    forbid('ports-see-no-adapter', '^engine/ports/', { path: '^engine/(adapters|sync|control)/' }),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};

export default borders;

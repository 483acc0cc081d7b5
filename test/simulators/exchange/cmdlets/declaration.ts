/** A cmdlet as the PowerShell face declares it: one text of function declarations, made of our own constants only. */
import type { Cmdlet } from './cmdlet.ts';
import type { Parameter } from './parameter.ts';

/** Functions that bind parameters as Exchange's cmdlets do and hand them to `Invoke-Organization`. */
export function declarationOf(cmdlet: Cmdlet, parameters: readonly Parameter[]): string {
  const declared = [...parameters.map(declaredParameter), '[string]$DomainController'].join(', ');
  const act = 'Invoke-Organization $PSCmdlet $PSBoundParameters';
  const process = cmdlet.confirmImpact === null ? act : `if ($PSCmdlet.ShouldProcess([string]$Identity)) { ${act} }`;
  return `function ${cmdlet.name} { ${binding(cmdlet)} param(${declared}) process { ${process} } }`;
}

function binding({ defaultSet, confirmImpact }: Cmdlet): string {
  const parts = [
    ...(defaultSet === null ? [] : [`DefaultParameterSetName = '${defaultSet}'`]),
    ...(confirmImpact === null ? [] : ['SupportsShouldProcess', `ConfirmImpact = '${confirmImpact}'`]),
  ];
  return `[CmdletBinding(${parts.join(', ')})]`;
}

function declaredParameter(parameter: Parameter): string {
  const sets = parameter.sets.length === 0 ? [null] : parameter.sets;
  return `${sets.map((set) => attribute(parameter, set)).join('')}${emptiness(parameter)}[${parameter.type}]$${parameter.name}`;
}

function attribute({ isMandatory, isFirst, fromPipeline }: Parameter, set: string | null): string {
  const parts = [
    ...(set === null ? [] : [`ParameterSetName = '${set}'`]),
    ...(isMandatory ? ['Mandatory'] : []),
    ...(isFirst ? ['Position = 0'] : []),
    ...(fromPipeline ? ['ValueFromPipeline', 'ValueFromPipelineByPropertyName'] : []),
  ];
  return `[Parameter(${parts.join(', ')})]`;
}

/** Exchange takes `$null` and nothing at all wherever it does not insist on a value. */
function emptiness({ type, isMandatory }: Parameter): string {
  if (isMandatory || type === 'bool' || type === 'switch') return '';
  return type === 'string' ? '[AllowNull()][AllowEmptyString()]' : '[AllowNull()][AllowEmptyCollection()]';
}

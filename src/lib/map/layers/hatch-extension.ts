/**
 * Fills with a diagonal hatch where something is unknown. The lines are a fixed distance apart on the screen at any zoom and stay with the
 * ground while the map is moved.
 */
import { LayerExtension, type Layer, type UpdateParameters } from '@deck.gl/core';
import type { ShaderModule } from '@luma.gl/shadertools';
import { SIZES } from './sizes.ts';
import type { Rgba } from '../palette.ts';

const block = `\
layout(std140) uniform hatchUniforms {
  vec4 line;
  vec2 anchor;
  float period;
  float width;
} hatch;
`;

type Uniforms = { line: [number, number, number, number]; anchor: [number, number]; period: number; width: number };

const hatchModule = {
	name: 'hatch',
	vs: block,
	fs: block,
	inject: {
		'vs:#decl': 'in float hatchedRows;\nout float vHatched;',
		'vs:#main-end': 'vHatched = hatchedRows;',
		'fs:#decl': 'in float vHatched;',
		'fs:DECKGL_FILTER_COLOR': `
  if (vHatched > 0.5) {
    vec2 at = gl_FragCoord.xy - hatch.anchor;
    float along = mod((at.x - at.y) * 0.70710678, hatch.period);
    float off = abs(along - hatch.period * 0.5);
    float ink = 1.0 - smoothstep(hatch.width * 0.5 - 0.5, hatch.width * 0.5 + 0.5, off);
    color = mix(color, hatch.line, ink * hatch.line.a);
  }
`
	},
	uniformTypes: { line: 'vec4<f32>', anchor: 'vec2<f32>', period: 'f32', width: 'f32' }
} as const satisfies ShaderModule<Uniforms, Uniforms>;

export interface HatchProps {
	readonly hatchColour: Rgba;
	readonly hatchScale: number;
	/** Any fixed position near what is drawn. */
	readonly hatchAnchor: readonly [number, number];
}

export class HatchExtension extends LayerExtension {
	static override extensionName = 'HatchExtension';

	override getShaders(this: Layer<HatchProps>): unknown {
		return { modules: [hatchModule] };
	}

	override initializeState(this: Layer<HatchProps>): void {
		this.getAttributeManager()?.add({ hatchedRows: { size: 1, stepMode: 'dynamic', accessor: 'getHatched', defaultValue: 0 } });
	}

	override updateState(this: Layer<HatchProps>, _params: UpdateParameters<Layer<HatchProps>>): void {
		// The hatch has no state of its own.
	}

	override draw(this: Layer<HatchProps>): void {
		const { hatchColour, hatchScale, hatchAnchor } = this.props;
		const { viewport, device } = this.context;
		const ratio = device.canvasContext?.cssToDeviceRatio() ?? 1;
		const period = SIZES.hatchStep * hatchScale * ratio;
		const [x = 0, y = 0] = viewport.project([hatchAnchor[0], hatchAnchor[1]]);
		// Only the rest matters, and a small number keeps its digits.
		const wrap = period * Math.SQRT2;
		const uniforms: Uniforms = {
			line: hatchColour.map((channel) => channel / 255) as Uniforms['line'],
			anchor: [(x * ratio) % wrap, ((viewport.height - y) * ratio) % wrap],
			period,
			width: SIZES.hatchLine * hatchScale * ratio
		};
		for (const model of this.getModels()) model.shaderInputs.setProps({ hatch: uniforms });
	}
}

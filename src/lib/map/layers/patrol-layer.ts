/**
 * Draws patrols: a dot with a heading wedge where the fix is fresh, hollow where it is stale, a dashed ring where the tracker was lost. The
 * graphics card moves them between fixes, so ten thousand walking cost one number a frame, and a fix one row of its buffer.
 */
import { Layer, picking, project32, type DefaultProps, type LayerContext, type LayerProps, type UpdateParameters } from '@deck.gl/core';
import { Geometry, Model } from '@luma.gl/engine';
import type { ShaderModule } from '@luma.gl/shadertools';
import type { PatrolMotion } from './patrol-motion.ts';
import { PATROL_FLOATS, writePatrols } from './patrol-rows.ts';
import { SIZES } from './sizes.ts';
import type { Rgba } from '../palette.ts';

const block = `\
layout(std140) uniform patrolUniforms {
  vec4 mark;
  vec4 casing;
  float sinceEpochMs;
  float scale;
  float northRad;
  float reach;
} patrol;
`;
type Vec4 = [number, number, number, number];
type Uniforms = { mark: Vec4; casing: Vec4; sinceEpochMs: number; scale: number; northRad: number; reach: number };

const patrolModule = {
	name: 'patrol',
	vs: block,
	fs: block,
	uniformTypes: { mark: 'vec4<f32>', casing: 'vec4<f32>', sinceEpochMs: 'f32', scale: 'f32', northRad: 'f32', reach: 'f32' }
} as const satisfies ShaderModule<Uniforms, Uniforms>;

const vs = `\
#version 300 es
#define SHADER_NAME patrol-layer-vertex
in vec3 positions;
in vec4 instanceEnds;
in vec4 instanceMotion;
in vec3 instanceMarks;
out vec2 vAt;
flat out vec3 vMark;
void main(void) {
  vec3 end = vec3(instanceEnds.xy, 0.0);
  geometry.worldPosition = end;
  float part = instanceMotion.w > 0.0 ? clamp((patrol.sinceEpochMs - instanceMotion.z) / instanceMotion.w, 0.0, 1.0) : 1.0;
  vec3 low = vec3(instanceEnds.zw, 0.0);
  low.xy -= instanceMotion.xy * (1.0 - part);
  gl_Position = project_position_to_clipspace(end, low, vec3(0.0), geometry.position);
  DECKGL_FILTER_GL_POSITION(gl_Position, geometry);
  vec3 offset = positions * patrol.reach * patrol.scale * instanceMarks.z;
  DECKGL_FILTER_SIZE(offset, geometry);
  gl_Position.xy += project_pixel_size_to_clipspace(offset.xy);
  vAt = positions.xy * patrol.reach;
  vMark = instanceMarks;
}
`;

// Distances are in CSS pixels at scale 1, y up. The body is an uneven capsule: the dot, and a far smaller circle at the wedge's tip
// (signed distance after I. Quilez).
const fs = `\
#version 300 es
#define SHADER_NAME patrol-layer-fragment
precision highp float;
in vec2 vAt;
flat in vec3 vMark;
out vec4 fragColor;

const float DOT = 4.6;
const float TIP = 12.2;
const float TIP_RADIUS = 0.6;
const float CASING = 2.0;
const float RING = 9.0;
const float DASH = 4.0;
const float DASH_PERIOD = 7.2;

float body(vec2 p, float h) {
  p.x = abs(p.x);
  float b = (DOT - TIP_RADIUS) / h;
  float a = sqrt(1.0 - b * b);
  float k = dot(p, vec2(-b, a));
  if (k < 0.0) return length(p) - DOT;
  if (k > a * h) return length(p - vec2(0.0, h)) - TIP_RADIUS;
  return dot(p, vec2(a, b)) - DOT;
}

vec4 over(vec4 top, vec4 under) {
  float a = top.a + under.a * (1.0 - top.a);
  return a <= 0.0 ? vec4(0.0) : vec4((top.rgb * top.a + under.rgb * under.a * (1.0 - top.a)) / a, a);
}

void main(void) {
  float status = vMark.x;
  float px = max(fwidth(vAt.x), 1e-4);
  vec4 colour = vec4(0.0);
  if (status > 1.5) {
    float turn = 6.2831853 * RING;
    float dashes = floor(turn / DASH_PERIOD + 0.5);
    float along = fract(atan(vAt.x, vAt.y) / 6.2831853 * dashes) * (turn / dashes);
    float across = abs(length(vAt) - RING) - 1.0;
    float end = abs(along - turn / dashes * 0.5) - DASH * 0.5;
    float d = max(across, end);
    float ring = 1.0 - smoothstep(-0.5 * px, 0.5 * px, d);
    float ringCase = 1.0 - smoothstep(-0.5 * px, 0.5 * px, across - 1.5);
    colour = over(vec4(patrol.mark.rgb, ring), vec4(patrol.casing.rgb, ringCase * 0.85));
  } else {
    float d;
    if (vMark.y < -9.0) {
      d = length(vAt) - DOT;
    } else {
      float turn = vMark.y - patrol.northRad;
      vec2 forward = vec2(sin(turn), cos(turn));
      vec2 p = vec2(dot(vAt, vec2(forward.y, -forward.x)), dot(vAt, forward));
      d = body(p, TIP - TIP_RADIUS);
    }
    float inside = 1.0 - smoothstep(-0.5 * px, 0.5 * px, d);
    float cased = 1.0 - smoothstep(-0.5 * px, 0.5 * px, d - CASING);
    colour = over(vec4(patrol.mark.rgb, inside), vec4(patrol.casing.rgb, cased));
    if (status > 0.5) {
      float hollow = 1.0 - smoothstep(-0.5 * px, 0.5 * px, length(vAt) - (DOT - 2.0));
      colour = over(vec4(patrol.casing.rgb, hollow), colour);
    }
  }
  if (colour.a < 0.004) discard;
  fragColor = vec4(colour.rgb, colour.a * layer.opacity);
  DECKGL_FILTER_COLOR(fragColor, geometry);
}
`;

export interface PatrolLayerProps extends LayerProps {
	/** Read in place: it is `written` that tells whether it changed. */
	readonly motion: PatrolMotion;
	readonly written: number;
	/** Rows drawn, where not all of them are. */
	readonly alone: Uint8Array | null;
	readonly nowMs: number;
	readonly epochMs: number;
	readonly markColour: Rgba;
	readonly casingColour: Rgba;
	readonly markScale: number;
}

const defaultProps: DefaultProps<PatrolLayerProps> = {
	motion: { type: 'object', value: null, compare: false },
	written: -1,
	alone: { type: 'object', value: null },
	nowMs: 0,
	epochMs: 0,
	markColour: { type: 'color', value: [255, 255, 255, 255] },
	casingColour: { type: 'color', value: [0, 0, 0, 255] },
	markScale: 1
} as unknown as DefaultProps<PatrolLayerProps>;

/** One buffer of rows, so that one who moves is one small write: the fix in two halves of precision, the movement to it, the mark. */
const LAYOUT: NonNullable<ConstructorParameters<typeof Model>[1]['bufferLayout']>[number] = {
	name: 'patrols',
	byteStride: PATROL_FLOATS * 4,
	stepMode: 'instance',
	attributes: [
		{ attribute: 'instanceEnds', format: 'float32x4', byteOffset: 0 },
		{ attribute: 'instanceMotion', format: 'float32x4', byteOffset: 16 },
		{ attribute: 'instanceMarks', format: 'float32x3', byteOffset: 32 }
	]
};

interface OnCard {
	readonly buffer: ReturnType<LayerContext['device']['createBuffer']>;
	readonly rows: Float32Array;
	readonly of: PatrolMotion;
	alone: Uint8Array | null;
	read: number;
}

export class PatrolLayer extends Layer<Required<PatrolLayerProps>> {
	static override layerName = 'PatrolLayer';
	static override defaultProps = defaultProps;
	declare state: { model?: Model; card?: OnCard };

	override getShaders() {
		return super.getShaders({ vs, fs, modules: [project32, picking, patrolModule] });
	}

	override initializeState(): void {
		// Nothing is picked by the graphics card.
		this.getAttributeManager()?.remove(['instancePickingColors']);
	}

	override updateState(params: UpdateParameters<this>): void {
		super.updateState(params);
		if (params.changeFlags.extensionsChanged || !this.state.model) {
			this.state.model?.destroy();
			this.state.card?.buffer.destroy();
			this.setState({
				card: undefined,
				model: new Model(this.context.device, {
					...this.getShaders(),
					id: this.props.id,
					bufferLayout: [LAYOUT],
					geometry: new Geometry({
						topology: 'triangle-strip',
						attributes: { positions: { size: 3, value: new Float32Array([-1, -1, 0, 1, -1, 0, -1, 1, 0, 1, 1, 0]) } }
					}),
					isInstanced: true
				})
			});
		}
		this.#bring();
	}

	override finalizeState(context: LayerContext): void {
		super.finalizeState(context);
		this.state.card?.buffer.destroy();
	}

	override getNumInstances(): number {
		return this.props.motion?.count ?? 0;
	}

	/** To the graphics card what changed since the last time. */
	#bring(): void {
		const { motion, alone } = this.props;
		const { model } = this.state;
		if (!model) return;
		let { card } = this.state;
		if (card?.of !== motion) {
			card?.buffer.destroy();
			const rows = new Float32Array((motion.end.length / 2) * PATROL_FLOATS);
			const buffer = this.context.device.createBuffer({ byteLength: Math.max(rows.byteLength, PATROL_FLOATS * 4) });
			card = { buffer, rows, of: motion, alone: null, read: -1 };
			model.setAttributes({ patrols: buffer });
			this.setState({ card });
		}
		const changed = card.read >= 0 && card.alone === alone ? motion.changed.since(card.read) : null;
		Object.assign(card, { alone, read: motion.changed.written });
		for (const [from, to] of writePatrols(card.rows, motion, alone, changed))
			card.buffer.write(card.rows.subarray(from * PATROL_FLOATS, to * PATROL_FLOATS), from * PATROL_FLOATS * 4);
	}

	override draw(): void {
		const { nowMs, epochMs, markColour, casingColour, markScale } = this.props;
		const { model } = this.state;
		if (!model) return;
		const bearing = (this.context.viewport as { bearing?: number }).bearing ?? 0;
		const uniforms: Uniforms = {
			mark: unit(markColour),
			casing: unit(casingColour),
			sinceEpochMs: nowMs - epochMs,
			scale: markScale,
			northRad: (bearing * Math.PI) / 180,
			reach: SIZES.patrolReach
		};
		model.shaderInputs.setProps({ patrol: uniforms });
		model.setInstanceCount(this.getNumInstances());
		model.draw(this.context.renderPass);
	}
}

const unit = (colour: Rgba): Vec4 => colour.map((channel) => channel / 255) as Vec4;

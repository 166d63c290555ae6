/** Strokes and marks in CSS pixels at scale 1, as measured in the design; the wall multiplies them. */

export const SIZES = {
	buildingEdge: 0.6,
	buildingEdgeNear: 0.8,
	overdueEdge: 1.3,
	overdueEdgeNear: 1.8,
	gapOutline: 1.8,
	gapCase: 3.6,
	gridBorder: 1,
	gridCase: 2.6,
	areaBorder: 1.6,
	areaCase: 3.6,
	edge: 2.2,
	edgeCase: 5,
	/** Two 2 px lines with 3.6 px between them holding a 1.5 px core. */
	selectionOuter: 7.6,
	selectionGap: 3.6,
	selectionCore: 1.5,
	hover: 2,
	hatchStep: 6,
	hatchLine: 1.3,
	trail: 1.8,
	patrolReach: 16,
	discRadius: 24,
	discNumber: 34
} as const;

/** From these zooms on (at scale 1) things say more. */
export const ZOOMS = { buildings: 14, near: 16, clustersBelow: 13, names: 16 } as const;

import '@xyflow/react/dist/base.css';
import {
  BaseEdge,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react';
import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { useInnerWidth } from '../table/table-room.ts';
import { unseen } from '../text/unseen.ts';
import styles from './flow-diagram.module.css';
import { type Diagram, type DiagramEdge, type DiagramNode, neighbour } from './graph.ts';
import { type Layout, layoutOf, type RoutedEdge } from './layout.ts';
import { waitText } from './wait.ts';
import { diagramWords as words } from './words.ts';

export interface FlowDiagramProps {
  /** What it shows, for screen readers. */
  readonly title: string;
  readonly diagram: Diagram;
  /** A state by its name, or a way by its id. */
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
  /** Enter on a state: its cases. */
  readonly onOpen: (state: string) => void;
}

/** Below this the words in the boxes can no longer be read: the diagram is moved about instead. */
const zoomMin = 0.62;
const heightMax = 900;

/** States and the ways between them, with what is in them now and what went along lately. Arrows move over the states. */
export function FlowDiagram({ title, diagram, selected, onSelect, onOpen }: FlowDiagramProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useInnerWidth(frame);
  const { layout, error } = useLayout(diagram);
  const [view, setView] = useState<ReactFlowInstance<StateNode, WayEdge>>();
  const zoom = layout === undefined || width === 0 ? 1 : Math.min(1, Math.max(zoomMin, width / layout.width));
  const height = layout === undefined ? 420 : Math.min(heightMax, Math.ceil(layout.height * zoom));
  const nodes = useNodes(diagram, layout, selected, onSelect, onOpen);
  const edges = useEdges(diagram, layout, selected, onSelect);
  useEffect(() => {
    if (view === undefined || layout === undefined || width === 0) return;
    void view.setViewport({ x: Math.max(0, (width - layout.width * zoom) / 2), y: 0, zoom });
  }, [view, layout, width, zoom]);
  useDiagramKeys({ diagram, layout, selected, onSelect, onOpen, view });
  if (error !== undefined) return <p className={styles['waiting']}>{words.notPlaced}</p>;
  return (
    <figure className={styles['figure']} aria-label={words.label(title)}>
      <div className={styles['zoom']} data-screen-only>
        <button type="button" aria-label={words.zoomOut} onClick={() => void view?.zoomOut()}>
          −
        </button>
        <button type="button" aria-label={words.zoomIn} onClick={() => void view?.zoomIn()}>
          +
        </button>
      </div>
      <div ref={frame} className={styles['frame']} style={{ height }}>
        {layout === undefined || width === 0 ? (
          <p className={styles['waiting']} data-waiting>
            {words.placing}
          </p>
        ) : (
          <ReactFlow<StateNode, WayEdge>
            {...{ nodes, edges, nodeTypes, edgeTypes }}
            onInit={setView}
            minZoom={0.3}
            maxZoom={2}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            zoomOnScroll={false}
            preventScrolling={false}
            zoomOnDoubleClick={false}
            disableKeyboardA11y
            deleteKeyCode={null}
            selectionKeyCode={null}
            multiSelectionKeyCode={null}
            panActivationKeyCode={null}
            zoomActivationKeyCode={null}
          />
        )}
      </div>
    </figure>
  );
}

/** Placed anew only where states or ways come or go: what is counted changes nothing about places. */
function useLayout(diagram: Diagram): { readonly layout: Layout | undefined; readonly error: unknown } {
  const shape = JSON.stringify([diagram.nodes.map(({ id, height }) => [id, height]), diagram.edges.map(({ id }) => id)]);
  const [found, setFound] = useState<{ readonly shape: string; readonly layout?: Layout; readonly error?: unknown }>();
  const latest = useRef(diagram);
  latest.current = diagram;
  useEffect(() => {
    let isWanted = true;
    layoutOf(latest.current).then(
      (layout) => isWanted && setFound({ shape, layout }),
      (error: unknown) => isWanted && setFound({ shape, error }),
    );
    return () => {
      isWanted = false;
    };
  }, [shape]);
  // While it is placed anew, what was there stays as far as it still fits.
  const isCurrent = found?.shape === shape;
  return { layout: isCurrent ? found.layout : undefined, error: isCurrent ? found.error : undefined };
}

interface NodeData extends Record<string, unknown> {
  readonly node: DiagramNode;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
}
type StateNode = Node<NodeData, 'state'>;

interface EdgeData extends Record<string, unknown> {
  readonly edge: DiagramEdge;
  readonly route: RoutedEdge;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}
type WayEdge = Edge<EdgeData, 'way'>;

const nodeTypes = { state: StateBox };
const edgeTypes = { way: WayLine };

function useNodes(
  { nodes }: Diagram,
  layout: Layout | undefined,
  selected: string | undefined,
  onSelect: (id: string) => void,
  onOpen: (state: string) => void,
): StateNode[] {
  return useMemo(
    () =>
      nodes.flatMap((node): StateNode[] => {
        const position = layout?.nodes.get(node.id);
        if (position === undefined) return [];
        const { id, width, height } = node;
        const data = { node, isSelected: id === selected, onSelect: () => onSelect(id), onOpen: () => onOpen(id) };
        return [{ id: `state:${id}`, type: 'state', position, width, height, data }];
      }),
    [nodes, layout, selected, onSelect, onOpen],
  );
}

function useEdges(
  { edges }: Diagram,
  layout: Layout | undefined,
  selected: string | undefined,
  onSelect: (id: string) => void,
): WayEdge[] {
  return useMemo(
    () =>
      edges.flatMap((edge): WayEdge[] => {
        const route = layout?.edges.get(edge.id);
        if (route === undefined) return [];
        const { id, from, to } = edge;
        const data = { edge, route, isSelected: id === selected, onSelect: () => onSelect(id) };
        return [{ id, type: 'way', source: `state:${from}`, target: `state:${to}`, data }];
      }),
    [edges, layout, selected, onSelect],
  );
}

function useDiagramKeys({
  diagram,
  layout,
  selected,
  onSelect,
  onOpen,
  view,
}: Pick<FlowDiagramProps, 'diagram' | 'selected' | 'onSelect' | 'onOpen'> & {
  readonly layout: Layout | undefined;
  readonly view: ReactFlowInstance<StateNode, WayEdge> | undefined;
}): void {
  const placed = diagram.nodes.flatMap(({ id, width, height, state }) => {
    const at = layout?.nodes.get(id);
    return at === undefined || state === undefined ? [] : [{ id, x: at.x + width / 2, y: at.y + height / 2 }];
  });
  const there = placed.some(({ id }) => id === selected);
  const move = (key: 'up' | 'down' | 'left' | 'right') => (event: KeyboardEvent) => {
    const to = there && selected !== undefined ? neighbour(placed, selected, key) : placed[0]?.id;
    if (to === undefined) return;
    event.preventDefault();
    onSelect(to);
    document.querySelector<HTMLElement>(`[data-state="${CSS.escape(to)}"]`)?.focus();
  };
  const when = placed.length > 0;
  useKeys([
    { keys: 'up', label: words.along, when, run: move('up') },
    { keys: 'down', label: words.along, when, run: move('down') },
    { keys: 'left', label: words.along, when, bar: false, run: move('left') },
    { keys: 'right', label: words.along, when, bar: false, run: move('right') },
    { keys: 'enter', label: words.open, when: there, run: () => selected !== undefined && onOpen(selected) },
    { keys: '+', label: words.zoom, when: view !== undefined, run: () => void view?.zoomIn() },
    { keys: '-', label: words.zoom, when: view !== undefined, run: () => void view?.zoomOut() },
  ]);
}

/** A state: how many are in it, how long they stay, and what that is against its target. */
function StateBox({ data: { node, isSelected, onSelect, onOpen } }: NodeProps<StateNode>) {
  const { locale } = useFormat();
  const { state, heat, bar } = node;
  const handles = (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} className={styles['handle'] ?? ''} />
      <Handle type="source" position={Position.Bottom} isConnectable={false} className={styles['handle'] ?? ''} />
    </>
  );
  if (state === undefined) {
    return (
      <div className={styles['beginning']} title={words.beginning}>
        {handles}
      </div>
    );
  }
  const wait = state.medianMs === null ? words.noWait : words.median(waitText(state.medianMs, locale));
  return (
    <>
      {handles}
      <button
        type="button"
        className={styles['box']}
        data-state={state.name}
        data-kind={state.kind}
        data-heat={heat === 0 ? undefined : 'abc'[heat - 1]}
        style={heat === 0 ? undefined : { background: `var(--heat${heat})` }}
        aria-pressed={isSelected}
        onClick={onSelect}
        onDoubleClick={onOpen}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          event.stopPropagation();
          onOpen();
        }}
      >
        <span className={styles['line']}>
          <strong>{state.title}</strong>
          <span className={styles['count']}>
            {formatCount(state.cases, locale)}
            <span className={unseen}> {words.cases(state)} </span>
          </span>
        </span>
        {node.height > 50 ? (
          <>
            <span className={styles['waits']}>
              <span>{wait}</span>
              <span>
                {state.target === null
                  ? ''
                  : words.target(state.target.ms === null ? state.target.text : waitText(state.target.ms, locale))}
              </span>
            </span>
            {bar === undefined ? null : (
              <span className={styles['bar']} style={{ '--share': `${bar * 100}%` } as CSSProperties} aria-hidden="true" />
            )}
          </>
        ) : null}
      </button>
    </>
  );
}

/** A way between two states, as wide as much went along it. */
function WayLine({ id, data }: EdgeProps<WayEdge>) {
  const { locale } = useFormat();
  if (data === undefined) return null;
  const { edge, route, isSelected, onSelect } = data;
  const marker = `way-${id.replaceAll(/[^\w]/g, '-')}`;
  return (
    <>
      <defs>
        <marker
          id={marker}
          className={styles['arrow'] ?? ''}
          data-idle={edge.count === 0 || undefined}
          data-selected={isSelected || undefined}
          viewBox="0 0 10 10"
          refX="9"
          refY="5"
          markerWidth="9"
          markerHeight="9"
          markerUnits="userSpaceOnUse"
          orient="auto-start-reverse"
        >
          <path d="M0 0 10 5 0 10Z" />
        </marker>
      </defs>
      <BaseEdge
        path={route.path}
        markerEnd={`url(#${marker})`}
        className={[
          styles['way'],
          isSelected ? styles['chosen'] : '',
          edge.count === 0 ? styles['idle'] : '',
          edge.declared ? '' : styles['odd'],
        ]
          .filter((name) => name !== '')
          .join(' ')}
        style={{ strokeWidth: edge.width }}
        interactionWidth={14}
      />
      <EdgeLabelRenderer>
        <button
          type="button"
          tabIndex={-1}
          className={styles['label']}
          aria-pressed={isSelected}
          data-heat={edge.heat === undefined || edge.heat === 0 ? undefined : 'abc'[edge.heat - 1]}
          style={{ transform: `translate(-50%, -50%) translate(${route.label.x}px, ${route.label.y}px)` }}
          onClick={onSelect}
        >
          <span className={unseen}>{words.way} </span>
          {formatCount(edge.count, locale)}
          {edge.note === undefined ? null : <span className={styles['note']}>{edge.note}</span>}
        </button>
      </EdgeLabelRenderer>
    </>
  );
}

/** What the tests use of it; the package declares its elements, and not itself. */
declare module 'bpmn-moddle' {
  export interface ModdleElement {
    readonly $type: string;
  }
  export class BpmnModdle {
    fromXML(xml: string): Promise<{
      readonly rootElement: ModdleElement;
      readonly warnings: readonly { readonly message: string }[];
      readonly elementsById: Readonly<Record<string, ModdleElement>>;
    }>;
    toXML(element: ModdleElement, options?: { readonly format?: boolean }): Promise<{ readonly xml: string }>;
  }
}

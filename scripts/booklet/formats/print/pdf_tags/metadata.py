"""What the file says about itself: the standards it follows, its page labels, how a viewer should open it."""

from __future__ import annotations

import pydyf

# PDF/A-2 (ISO 19005-2, 6.6.2.3) allows a property in the metadata only if a schema describes it,
# and it knows none for PDF/UA; so the schema of ISO 14289-1, 5 goes with the claim.
PDF_UA = """<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
    <pdfaProperty:name>part</pdfaProperty:name>
    <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
    <pdfaProperty:category>internal</pdfaProperty:category>
    <pdfaProperty:description>Part of the PDF/UA standard</pdfaProperty:description>
  </rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def claim_pdf_ua(pdf: pydyf.PDF) -> None:
    """Add the claim of PDF/UA-1 to metadata that claim PDF/A-2a (ISO 14289-1, 5)."""
    packet = structure_object(pdf, pdf.catalog["Metadata"])
    xml = b"".join(packet.stream)
    end = b"</rdf:RDF>"
    if xml.count(end) != 1:
        raise AssertionError("WeasyPrint's metadata are no longer one RDF element")
    packet.stream = [xml.replace(end, PDF_UA.encode() + end)]


def add_page_labels(pdf: pydyf.PDF) -> None:
    """Label the pages 1, 2, 3 …, as the numbers printed on them (ISO 32000-1, 12.4.2; Matterhorn 21-001 by eye).

    Without labels a viewer may show numbers of its own.
    """
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])})


def set_viewer_preferences(pdf: pydyf.PDF) -> None:
    """Show the title in the window (ISO 14289-1, 7.1).

    A book from right to left does not say so here (Direction, ISO 32000-1, 12.2). That would only put pages side by
    side in its order, and PDFium, the reader inside Chrome and Edge, then turns the words of every English line round.
    """
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})


def structure_object(pdf: pydyf.PDF, reference: bytes) -> pydyf.Object:
    """Return the object that an indirect reference such as b"12 0 R" names."""
    return pdf.objects[int(bytes(reference).split()[0])]

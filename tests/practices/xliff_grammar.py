"""The core of XLIFF 2.0 as a grammar: what its specification demands of the elements that we write, and no other."""

from lxml import etree

GRAMMAR = etree.RelaxNG(
    etree.fromstring("""
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="urn:oasis:names:tc:xliff:document:2.0"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start>
    <element name="xliff">
      <attribute name="version"><value>2.0</value></attribute>
      <attribute name="srcLang"><data type="language"/></attribute>
      <attribute name="trgLang"><data type="language"/></attribute>
      <oneOrMore><ref name="file"/></oneOrMore>
    </element>
  </start>
  <define name="file">
    <element name="file">
      <attribute name="id"><data type="NMTOKEN"/></attribute>
      <optional><attribute name="original"/></optional>
      <optional><attribute name="canResegment"><ref name="yes-or-no"/></attribute></optional>
      <optional><attribute name="srcDir"><ref name="direction"/></attribute></optional>
      <optional><attribute name="trgDir"><ref name="direction"/></attribute></optional>
      <ref name="space"/>
      <optional><ref name="notes"/></optional>
      <oneOrMore><ref name="unit"/></oneOrMore>
    </element>
  </define>
  <define name="unit">
    <element name="unit">
      <attribute name="id"><data type="NMTOKEN"/></attribute>
      <optional><attribute name="name"/></optional>
      <ref name="space"/>
      <optional><ref name="notes"/></optional>
      <oneOrMore><choice><ref name="segment"/><ref name="ignorable"/></choice></oneOrMore>
    </element>
  </define>
  <define name="notes">
    <element name="notes">
      <oneOrMore>
        <element name="note"><optional><attribute name="category"/></optional><text/></element>
      </oneOrMore>
    </element>
  </define>
  <define name="segment">
    <element name="segment">
      <attribute name="id"><data type="NMTOKEN"/></attribute>
      <choice>
        <group>
          <attribute name="state"><value>initial</value></attribute>
          <ref name="sub-state"/><ref name="both"/>
        </group>
        <group>
          <attribute name="state">
            <choice><value>translated</value><value>reviewed</value><value>final</value></choice>
          </attribute>
          <ref name="sub-state"/><ref name="source"/><ref name="target"/>
        </group>
      </choice>
    </element>
  </define>
  <define name="sub-state">
    <optional>
      <attribute name="subState"><data type="string"><param name="pattern">[^:]+:.+</param></data></attribute>
    </optional>
  </define>
  <define name="ignorable"><element name="ignorable"><ref name="both"/></element></define>
  <define name="both"><ref name="source"/><optional><ref name="target"/></optional></define>
  <define name="source"><element name="source"><text/></element></define>
  <define name="target"><element name="target"><text/></element></define>
  <define name="space">
    <attribute name="xml:space"><value>preserve</value></attribute>
  </define>
  <define name="yes-or-no"><choice><value>yes</value><value>no</value></choice></define>
  <define name="direction"><choice><value>ltr</value><value>rtl</value><value>auto</value></choice></define>
</grammar>
""")
)

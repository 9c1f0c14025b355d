"""Invented procurement notices in every published format; no buyer, supplier or contract in here exists."""

from __future__ import annotations

import json
from typing import Any

from orchestration.documents import notice_types
from orchestration.documents.notice_types import notice_type
from orchestration.documents.readers import boamp as boamp_reader
from orchestration.documents.readers import decp as decp_reader
from orchestration.documents.readers import ted as ted_reader
from orchestration.documents.refusals import DEFAULT_LIMITS
from orchestration.records import Notice

_READERS = {
    notice_types.EFORMS: ted_reader,
    notice_types.TED_EXPORT: ted_reader,
    notice_types.BOAMP_XML: boamp_reader,
    notice_types.BOAMP_JSON: boamp_reader,
    notice_types.DECP_JSON: decp_reader,
    notice_types.DECP_CSV: decp_reader,
}

_UBL = "urn:oasis:names:specification:ubl:schema:xsd"
_OP = "http://data.europa.eu/p27"


def read(data: bytes) -> tuple[Notice, ...]:
    """The rows of a file by the reader of the type that its content tells."""
    media_type = notice_type(data)
    assert media_type is not None, "not taken for a notice"
    contents = _READERS[media_type].read(data, DEFAULT_LIMITS)
    assert all(len(dict(row.fields)) == len(row.fields) for row in contents.notices), "a map takes each key once"
    return contents.notices


def field(row: Notice, name: str) -> str | None:
    return dict(row.fields).get(name)


def eforms(
    *,
    root: str = "ContractAwardNotice",
    form: str = "result",
    extension: str = "",
    lots: str = "",
    ubl: str = _UBL,
    prolog: str = '<?xml version="1.0" encoding="UTF-8"?>',
) -> bytes:
    """An eForms notice: `extension` is what its results and changes say, `lots` its ProcurementProjectLots."""
    return f"""{prolog}
<n:{root} xmlns:n="{ubl}:{root}-2" xmlns:cac="{ubl}:CommonAggregateComponents-2"
  xmlns:cbc="{ubl}:CommonBasicComponents-2" xmlns:ext="{ubl}:CommonExtensionComponents-2"
  xmlns:efac="{_OP}/eforms-ubl-extension-aggregate-components/1"
  xmlns:efbc="{_OP}/eforms-ubl-extension-basic-components/1" xmlns:efext="{_OP}/eforms-ubl-extensions/1">
 <ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><efext:EformsExtension>
  {extension}
  <efac:Organizations>
   {_organisation("ORG-0001", "Syndicat des eaux du Val d’Orbise", "021 300 450 00017", touch_point="TPO-0001")}
   {_organisation("ORG-0002", "Ateliers Vaudrin", "01234567800011")}
   {_organisation("ORG-0003", "Terrassements Kerlan", "33344455500022")}
   {_organisation("ORG-0004", "Bureau Solmare", "unpublished")}
   {_organisation("ORG-0009", "Tribunal administratif de Brévanne", "17000000900015")}
  </efac:Organizations>
  <efac:Publication><efbc:NoticePublicationID schemeName="ojs-notice-id">00123456-2024</efbc:NoticePublicationID>
   <efbc:PublicationDate>2024-03-18+01:00</efbc:PublicationDate></efac:Publication>
 </efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>
 <cbc:ID schemeName="notice-id">8f0c1d2e-0000-4000-8000-000000000001</cbc:ID>
 <cbc:ContractFolderID>5b6a7988-0000-4000-8000-000000000002</cbc:ContractFolderID>
 <cbc:IssueDate>2024-03-15+01:00</cbc:IssueDate>
 <cbc:VersionID>01</cbc:VersionID>
 <cbc:NoticeTypeCode listName="{form}">can-standard</cbc:NoticeTypeCode>
 <cac:ContractingParty><cac:Party><cac:PartyIdentification><cbc:ID>TPO-0001</cbc:ID></cac:PartyIdentification>
 </cac:Party></cac:ContractingParty>
 <cac:TenderingProcess><cbc:ProcedureCode listName="procurement-procedure-type">open</cbc:ProcedureCode>
 </cac:TenderingProcess>
 <cac:ProcurementProject><cbc:Name languageID="FRA">Rénovation du réseau d’eau potable</cbc:Name>
  <cac:MainCommodityClassification><cbc:ItemClassificationCode listName="cpv">45232150</cbc:ItemClassificationCode>
  </cac:MainCommodityClassification>
  <cac:RealizedLocation><cac:Address><cbc:CountrySubentityCode listName="nuts">FRK21</cbc:CountrySubentityCode>
  </cac:Address></cac:RealizedLocation>
 </cac:ProcurementProject>
 {lots}
</n:{root}>""".encode()


def _organisation(key: str, name: str, company_id: str, touch_point: str | None = None) -> str:
    point = (
        f"<efac:TouchPoint><cac:PartyIdentification><cbc:ID>{touch_point}</cbc:ID></cac:PartyIdentification>"
        "<cac:PartyName><cbc:Name>Service des marchés</cbc:Name></cac:PartyName></efac:TouchPoint>"
        if touch_point
        else ""
    )
    return f"""<efac:Organization><efac:Company>
     <cac:PartyIdentification><cbc:ID schemeName="organization">{key}</cbc:ID></cac:PartyIdentification>
     <cac:PartyName><cbc:Name languageID="FRA">{name}</cbc:Name></cac:PartyName>
     <cac:PartyLegalEntity><cbc:CompanyID>{company_id}</cbc:CompanyID></cac:PartyLegalEntity>
    </efac:Company>{point}</efac:Organization>"""


def eforms_lot(
    key: str, name: str, duration: str = '<cbc:DurationMeasure unitCode="MONTH">18</cbc:DurationMeasure>'
) -> str:
    return f"""<cac:ProcurementProjectLot><cbc:ID schemeName="Lot">{key}</cbc:ID>
  <cac:ProcurementProject>
   <cbc:Name languageID="ENG">Works, {key}</cbc:Name><cbc:Name languageID="FRA">{name}</cbc:Name>
   <cac:PlannedPeriod>{duration}</cac:PlannedPeriod>
  </cac:ProcurementProject></cac:ProcurementProjectLot>"""


def eforms_result(lot: str, code: str, *, tenders: tuple[str, ...] = (), contract: str | None = None) -> str:
    listed = "".join(f"<efac:LotTender><cbc:ID>{tender}</cbc:ID></efac:LotTender>" for tender in tenders)
    settled = f"<efac:SettledContract><cbc:ID>{contract}</cbc:ID></efac:SettledContract>" if contract else ""
    return f"""<efac:LotResult><cbc:TenderResultCode listName="winner-selection-status">{code}</cbc:TenderResultCode>
   {listed}{settled}<efac:TenderLot><cbc:ID schemeName="Lot">{lot}</cbc:ID></efac:TenderLot></efac:LotResult>"""


def eforms_tender(key: str, lot: str, party: str, amount: str | None) -> str:
    total = (
        f'<cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="EUR">{amount}</cbc:PayableAmount>'
        "</cac:LegalMonetaryTotal>"
        if amount
        else ""
    )
    return f"""<efac:LotTender><cbc:ID schemeName="tender">{key}</cbc:ID>{total}
   <efac:TenderingParty><cbc:ID>{party}</cbc:ID></efac:TenderingParty>
   <efac:TenderLot><cbc:ID>{lot}</cbc:ID></efac:TenderLot></efac:LotTender>"""


def eforms_contract(key: str, *tenders: str, signed: str = "2024-03-04+01:00") -> str:
    references = "".join(f"<efac:LotTender><cbc:ID>{tender}</cbc:ID></efac:LotTender>" for tender in tenders)
    return f"""<efac:SettledContract><cbc:ID schemeName="contract">{key}</cbc:ID>
   <cbc:AwardDate>2024-02-20+01:00</cbc:AwardDate><cbc:IssueDate>{signed}</cbc:IssueDate>
   <efac:ContractReference><cbc:ID>2024-EAU-{key}</cbc:ID></efac:ContractReference>{references}</efac:SettledContract>"""


def eforms_party(key: str, *members: str, subcontractor: str | None = None) -> str:
    tenderers = "".join(f"<efac:Tenderer><cbc:ID>{member}</cbc:ID></efac:Tenderer>" for member in members)
    sub = f"<efac:SubContractor><cbc:ID>{subcontractor}</cbc:ID></efac:SubContractor>" if subcontractor else ""
    return f"<efac:TenderingParty><cbc:ID>{key}</cbc:ID>{tenderers}{sub}</efac:TenderingParty>"


def eforms_results(*parts: str) -> str:
    return f"<efac:NoticeResult>{''.join(parts)}</efac:NoticeResult>"


def ted_export(form: str) -> bytes:
    """A notice of the schema before eForms, R2.0.9, around a form."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TED_EXPORT xmlns="http://publications.europa.eu/resource/schema/ted/R2.0.9/publication"
  xmlns:n2021="http://publications.europa.eu/resource/schema/ted/2021/nuts" DOC_ID="154000-2020" EDITION="2020064">
 <CODED_DATA_SECTION>
  <REF_OJS><DATE_PUB>20200331</DATE_PUB></REF_OJS>
  <NOTICE_DATA><NO_DOC_OJS>2020/S 064-154000</NO_DOC_OJS>
   <URI_LIST><URI_DOC LG="EN">http://ted.example/en</URI_DOC><URI_DOC LG="FR">http://ted.example/fr</URI_DOC></URI_LIST>
   <ORIGINAL_CPV CODE="90620000">Services de déneigement</ORIGINAL_CPV></NOTICE_DATA>
  <CODIF_DATA><TD_DOCUMENT_TYPE CODE="7">Avis d’attribution de marché</TD_DOCUMENT_TYPE>
   <PR_PROC CODE="1">Procédure ouverte</PR_PROC></CODIF_DATA>
 </CODED_DATA_SECTION>
 <FORM_SECTION><NOTICE_UUID>00000000-0000-4000-8000-000000000003</NOTICE_UUID>{form}</FORM_SECTION>
</TED_EXPORT>""".encode()


def form_2014(number: str, body: str, language: str = "FR") -> str:
    return f"""<{number}_2014 CATEGORY="ORIGINAL" FORM="{number}" LG="{language}">
  <CONTRACTING_BODY><ADDRESS_CONTRACTING_BODY><OFFICIALNAME>Commune de Saint-Aubry</OFFICIALNAME>
   <NATIONALID>02130045000017</NATIONALID></ADDRESS_CONTRACTING_BODY></CONTRACTING_BODY>
  <OBJECT_CONTRACT><TITLE><P>Déneigement des voies communales</P></TITLE>
   <OBJECT_DESCR ITEM="1"><TITLE><P>Secteur nord</P></TITLE><LOT_NO>1</LOT_NO>
    <CPV_ADDITIONAL><CPV_CODE CODE="90620001"/></CPV_ADDITIONAL><n2021:NUTS CODE="FRK27"/>
    <DURATION TYPE="YEAR">2</DURATION></OBJECT_DESCR>
   <OBJECT_DESCR ITEM="2"><TITLE><P>Secteur sud</P></TITLE><LOT_NO>2</LOT_NO>
    <DURATION TYPE="DAY">90</DURATION></OBJECT_DESCR></OBJECT_CONTRACT>
  {body}</{number}_2014>"""


def contractor(name: str, national_id: str) -> str:
    return f"""<CONTRACTOR><ADDRESS_CONTRACTOR><OFFICIALNAME>{name}</OFFICIALNAME>
     <NATIONALID>{national_id}</NATIONALID></ADDRESS_CONTRACTOR></CONTRACTOR>"""


def award_2014(lot: str, contractors: str, values: str) -> str:
    return f"""<AWARD_CONTRACT ITEM="{lot}"><CONTRACT_NO>M-{lot}</CONTRACT_NO><LOT_NO>{lot}</LOT_NO>
   <AWARDED_CONTRACT><DATE_CONCLUSION_CONTRACT>2019-09-24</DATE_CONCLUSION_CONTRACT>
    <CONTRACTORS>{contractors}</CONTRACTORS><VALUES>{values}</VALUES></AWARDED_CONTRACT></AWARD_CONTRACT>"""


FORM_BEFORE_2014 = """<CONTRACT_AWARD LG="FR" CATEGORY="ORIGINAL"><FD_CONTRACT_AWARD>
 <CA_CE_CONCESSIONAIRE_PROFILE><ORGANISATION><OFFICIALNAME>Commune de Saint-Aubry</OFFICIALNAME></ORGANISATION>
 </CA_CE_CONCESSIONAIRE_PROFILE>
 <TITLE_CONTRACT><P>Entretien des chaudières</P></TITLE_CONTRACT>
 <AWARD_OF_CONTRACT ITEM="1"><LOT_NUMBER>1</LOT_NUMBER><CONTRACT_TITLE><P>Écoles</P></CONTRACT_TITLE>
  <CONTRACT_AWARD_DATE><DAY>7</DAY><MONTH>3</MONTH><YEAR>2013</YEAR></CONTRACT_AWARD_DATE>
  <ECONOMIC_OPERATOR_NAME_ADDRESS><CONTACT_DATA_WITHOUT_RESPONSIBLE_NAME>
   <ORGANISATION><OFFICIALNAME>Chaleur du Pilat</OFFICIALNAME></ORGANISATION>
  </CONTACT_DATA_WITHOUT_RESPONSIBLE_NAME></ECONOMIC_OPERATOR_NAME_ADDRESS>
  <CONTRACT_VALUE_INFORMATION><COSTS_RANGE_AND_CURRENCY_WITH_VAT_RATE CURRENCY="EUR">
   <VALUE_COST FMTVAL="48210.50">48 210,50</VALUE_COST>{tax}</COSTS_RANGE_AND_CURRENCY_WITH_VAT_RATE>
  </CONTRACT_VALUE_INFORMATION></AWARD_OF_CONTRACT></FD_CONTRACT_AWARD></CONTRACT_AWARD>"""


def boamp(data: str, nature: str = "ATTRIBUTION") -> bytes:
    """An announcement of the bulletin around its DONNEES."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ANNONCE><GESTION>
 <REFERENCE><IDWEB>24-30117</IDWEB><TYPE_AVIS><FAMILLE><MAPA/></FAMILLE><NATURE><{nature}/></NATURE></TYPE_AVIS>
 </REFERENCE>
 <INDEXATION><DATE_PUBLICATION>2024-04-09</DATE_PUBLICATION><NOMORGANISME>Ville de Castelpont</NOMORGANISME>
  <RESUME_OBJET>Réfection de la halle</RESUME_OBJET></INDEXATION></GESTION>
<DONNEES>{data}</DONNEES></ANNONCE>""".encode()


HISTORICAL_AWARD = """<IDENTITE><DENOMINATION>Ville de Castelpont</DENOMINATION>
  <CODE_IDENT_NATIONAL>021 310 047 00014</CODE_IDENT_NATIONAL></IDENTITE>
 <OBJET><OBJET_COMPLET>Réfection de la halle aux grains</OBJET_COMPLET>
  <CPV><PRINCIPAL>45454000</PRINCIPAL></CPV></OBJET>
 <PROCEDURE><TYPE_PROCEDURE><PROCEDURE_ADAPTE/></TYPE_PROCEDURE></PROCEDURE>
 <ATTRIBUTION><VALEUR_TOTALE DEVISE="EUR">190000</VALEUR_TOTALE>
  <DECISION><NUM_LOT>1</NUM_LOT><INTITULE>Charpente</INTITULE>
   <TITULAIRE><DENOMINATION>Charpentes Mirval</DENOMINATION></TITULAIRE>
   <RENSEIGNEMENT><DATE_ATTRIBUTION>2024-03-28</DATE_ATTRIBUTION><MONTANT DEVISE="EUR">81250.4</MONTANT></RENSEIGNEMENT>
  </DECISION>
  <DECISION><NUM_LOT>2</NUM_LOT><INTITULE>Éclairage</INTITULE>
   <TITULAIRE><DENOMINATION>Lumeo Réseaux</DENOMINATION></TITULAIRE>
   <RENSEIGNEMENT><MONTANT DEVISE="EUR">60000</MONTANT></RENSEIGNEMENT>
   <TITULAIRE><DENOMINATION>Bureau Solmare</DENOMINATION></TITULAIRE><RENSEIGNEMENT/>
  </DECISION>
  <DECISION><NUM_LOT>3</NUM_LOT><INTITULE>Peinture</INTITULE><SANS_SUITE/></DECISION>
 </ATTRIBUTION>"""


def boamp_record(donnees: Any, /, **fields: Any) -> dict[str, Any]:
    """A record of the bulletin's open-data API: `donnees` is JSON inside JSON there."""
    return {
        "idweb": "24-88001",
        "objet": "Acquisition de matériel de laboratoire",
        "dateparution": "2024-05-02",
        "nomacheteur": "Université de Brévanne",
        "nature": "ATTRIBUTION",
        "titulaire": None,
        "famille": "MAPA",
        "url_avis": "http://boamp.example/24-88001",
        "donnees": json.dumps(donnees, ensure_ascii=False),
        **fields,
    }


MAPA_AWARD = {
    "MAPA": {
        "organisme": {"acheteurPublic": "Université de Brévanne", "adr": {"ville": "Brévanne"}},
        "attribution": {
            "attribution": {
                "resultat": {
                    "attribue": {
                        "titulaire": {"PersonneMorale": "Optique Vernay"},
                        "montant": {"@devise": "EUR", "valeur": "50 044,10"},
                    }
                }
            }
        },
    }
}


def decp_contract(**changes: Any) -> dict[str, Any]:
    """A contract of the official schema of 2022."""
    contract: dict[str, Any] = {
        "id": "2024EAU07",
        "acheteur": {"id": "02130045000017"},
        "nature": "Marché",
        "objet": "Curage des réseaux d’assainissement",
        "codeCPV": "90470000-2",
        "procedure": "Appel d'offres ouvert",
        "lieuExecution": {"code": "42110", "typeCode": "Code postal"},
        "dureeMois": 36,
        "dateNotification": "2024-05-15",
        "datePublicationDonnees": "2024-05-25",
        "montant": 575000.5,
        "formePrix": "Unitaire",
        "considerationsSociales": {"considerationSociale": ["Clause sociale", "Critère social"]},
        "titulaires": [{"titulaire": {"id": "01234567800011", "typeIdentifiant": "SIRET"}}],
    }
    return {name: value for name, value in {**contract, **changes}.items() if value is not None}


def decp(*contracts: dict[str, Any]) -> bytes:
    return json.dumps({"marches": {"marche": list(contracts)}}, ensure_ascii=False).encode()


# One lot, two tenders, of which the first became the contract; its subcontractor is no winner.
ONE_CONTRACT = (
    eforms_result("LOT-0001", "selec-w", tenders=("TEN-1", "TEN-2"), contract="CON-1"),
    eforms_tender("TEN-1", "LOT-0001", "TPA-1", "1250000.50"),
    eforms_tender("TEN-2", "LOT-0001", "TPA-2", "1400000"),
    eforms_contract("CON-1", "TEN-1"),
    eforms_party("TPA-1", "ORG-0002", subcontractor="ORG-0009"),
    eforms_party("TPA-2", "ORG-0003"),
)

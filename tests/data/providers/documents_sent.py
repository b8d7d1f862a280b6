"""Documents as each source sends them: its documented format, figures of our own, and where they lie."""

from __future__ import annotations

import datetime
import io
import json
from typing import Any, NamedTuple


class Sent(NamedTuple):
    """A provider's question, where its answer lies, the answer, and the figures in it.

    `renamed` is a field that, called otherwise, has to be missed; `again` a piece of the document that, put
    in a second time, gives a period twice.
    """

    provider: str
    series: str
    path: str
    content: bytes
    figures: dict[str, float | None]
    renamed: bytes = b""
    again: bytes = b""
    ask: dict[str, Any] = {}  # noqa: RUF012
    key: str = ""


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    """An .xlsx workbook, by another program."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FRED_JSON = {
    "realtime_start": "2026-11-30",
    "observations": [
        {"realtime_start": "2026-11-30", "date": "2026-01-01", "value": "31000.1"},
        {"realtime_start": "2026-11-30", "date": "2026-04-01", "value": "."},
    ],
}
FISCAL = {
    "data": [
        {"record_date": "2026-04-30", "security_desc": "Treasury Bills", "avg_interest_rate_amt": "3.702"},
        {"record_date": "2026-05-31", "security_desc": "Treasury Bills", "avg_interest_rate_amt": "null"},
    ],
    "meta": {"count": 2, "total-count": 2, "total-pages": 1},
}
AUCTIONS = {
    "data": [
        {"issue_date": "2026-05-15", "security_type": "Bill", "total_accepted": "80000000000.00"},
        {"issue_date": "2026-05-15", "security_type": "Bill", "total_accepted": "75000000000.00"},
        {"issue_date": "2026-05-22", "security_type": "Bill", "total_accepted": "1"},
    ],
    "meta": {"count": 3, "total-count": 3, "total-pages": 1},
}


def _fact(start: str, end: str, value: float, filed: str, form: str = "10-Q") -> dict[str, Any]:
    return {"start": start, "end": end, "val": value, "filed": filed, "form": form, "fy": 2026, "fp": "Q1"}


EDGAR = {
    "cik": 789019,
    "entityName": "MICROSOFT CORPORATION",
    "facts": {
        "us-gaap": {
            "PaymentsToAcquirePropertyPlantAndEquipment": {
                "units": {
                    "USD": [
                        _fact("2025-07-01", "2025-09-30", 10.0, "2025-10-29"),
                        _fact("2025-07-01", "2025-12-31", 25.0, "2026-01-28"),
                        _fact("2025-07-01", "2026-03-31", 45.0, "2026-04-28"),
                        _fact("2025-07-01", "2026-06-30", 75.0, "2026-07-29", "10-K"),
                        _fact("2025-07-01", "2025-09-30", 11.0, "2026-10-28"),  # restated a year later
                    ]
                }
            }
        }
    },
}
CAPEX = "789019/PaymentsToAcquirePropertyPlantAndEquipment"
BEA = {
    "BEAAPI": {
        "Results": {
            "Data": [
                {"TableName": "T10105", "LineNumber": "1", "TimePeriod": "2026Q1", "UNIT_MULT": "6",
                 "DataValue": "31,000,100"},
                {"TableName": "T10105", "LineNumber": "2", "TimePeriod": "2026Q1", "UNIT_MULT": "6",
                 "DataValue": "21,000,000"},
                {"TableName": "T10105", "LineNumber": "1", "TimePeriod": "2026Q2", "UNIT_MULT": "6",
                 "DataValue": "(NA)"},
            ]
        }
    }
}  # fmt: skip
BLS = {
    "status": "REQUEST_SUCCEEDED",
    "responseTime": 9,
    "message": [],
    "Results": {
        "series": [
            {
                "seriesID": "LNS14000000",
                "data": [
                    {
                        "year": "2026",
                        "period": "M02",
                        "periodName": "February",
                        "value": "4.4",
                        "footnotes": [{}],
                    },
                    {
                        "year": "2026",
                        "period": "M01",
                        "periodName": "January",
                        "value": "-",
                        "footnotes": [{}],
                    },
                    {
                        "year": "2025",
                        "period": "M13",
                        "periodName": "Annual",
                        "value": "4.2",
                        "footnotes": [{}],
                    },
                ],
            }
        ]
    },
}
H15 = (
    b'"Series Description","Market yield on U.S. Treasury securities at 2-year","at 10-year"\r\n'
    b'"Unit:","Percent:_Per_Year","Percent:_Per_Year"\r\n"Multiplier:","1","1"\r\n"Currency:","NA","NA"\r\n'
    b'"Unique Identifier: ","H15/H15/RIFLGFCY02_N.B","H15/H15/RIFLGFCY10_N.B"\r\n'
    b'"Time Period","RIFLGFCY02_N.B","RIFLGFCY10_N.B"\r\n2026-09-08,3.9,4.44\r\n2026-09-09,ND,ND\r\n'
)
Z1 = (
    b'"Series Description","Households; net worth"\r\n"Unit:","Currency"\r\n"Multiplier:","1000000"\r\n'
    b'"Currency:","USD"\r\n"Unique Identifier: ","Z1/Z1/FL152090005.Q"\r\n"Time Period","FL152090005.Q"\r\n'
    b"2025-Q4,180000000.5\r\n2026-Q1,181000000\r\n"
)
SCENARIO = (
    b"Scenario Name,Date,Real GDP growth,Unemployment rate\n"
    b"Supervisory Severely Adverse,2026 Q1,-5.4,5.9\nSupervisory Severely Adverse,2026 Q2,-4.9,7.1\n"
)
SOFR = {
    "refRates": [
        {"effectiveDate": "2026-08-20", "type": "SOFR", "percentRate": 3.61, "volumeInBillions": 2900},
        {"effectiveDate": "2026-08-19", "type": "SOFR", "percentRate": 3.63, "volumeInBillions": 2890},
    ]
}
KIM_WRIGHT = (
    b"Three-factor nominal term structure model\n\nSeries Description,yield,premium\n\n"
    b"Date,THREEFY1000.B,THREEFYTP1000.B\n2026-08-20,4.4201,0.5812\n2026-08-21,NA,NA\n"
)
CBO = b"date,variable,value\nFY2026,net_interest,1010.5\nFY2026,revenues,5600\nFY2027,net_interest,1080\n"
SEP = b"""<!DOCTYPE html><html><body><h4>Table 1</h4><table>
<tr><th>Variable</th><th colspan="4">Median<sup>1</sup></th><th>Central Tendency</th></tr>
<tr><th>2026</th><th>2027</th><th>2028</th><th>Longer run</th><th>2026</th></tr>
<tr><th>Change in real GDP</th><td>2.2</td><td>2.3</td><td>2.2</td><td>1.8</td><td>2.0&ndash;2.4</td></tr>
<tr><th>September projection</th><td>2.1</td><td>2.0</td><td>2.0</td><td>1.8</td><td></td></tr>
<tr><th>Unemployment rate</th><td>4.3</td><td>4.3</td><td>4.2</td><td>4.2</td><td></td></tr>
<tr><th>Federal funds rate</th><td>3.6</td><td>3.4</td><td>3.1</td><td>3.1</td><td></td></tr>
</table></body></html>"""
VIX = b"DATE,OPEN,HIGH,LOW,CLOSE\n01/02/1990,17.24,17.24,17.24,17.24\n08/28/2026,14.1,15.0,14.0,14.43\n"
TIC = (
    b"Table 5: Major Foreign Holders of Treasury Securities\t\t\r\nBillions of dollars\t\t\r\n\t\t\r\n"
    b"Country\t2026-07\t2026-06\r\nJapan\t1103.9\t1116.7\r\nGrand Total\t9158.1\t9130.0\r\n"
)
SPF = workbook(
    {
        "RGDP": [
            ["YEAR", "QUARTER", "RGDP1", "RGDP2", "RGDP3", "RGDP4", "RGDP5", "RGDP6", "RGDPA"],
            [2026, 2, 24180.4, 24310, 24430, 24550, 24660, "#N/A", 24370],
            [2026, 3, 24270.5, 24400, 24520, 24640, 24760, 24880, 24460],
        ]
    }
)
_PHILADELPHIA = (
    "www.philadelphiafed.org/-/media/FRBP/Assets/Surveys-And-Data/survey-of-professional-forecasters/"
    "historical-data/meanLevel.xlsx"
)
_DOWNLOAD = "www.federalreserve.gov/datadownload/Output.aspx"
_FISCAL = "api.fiscaldata.treasury.gov/services/api/fiscal_service"
_SPF_FIGURES = dict(
    zip(
        ("2026Q1", "2026Q2", "2026Q3", "2026Q4", "2027Q1", "2027Q2"),
        (24180.4, 24310.0, 24430.0, 24550.0, 24660.0, None),
        strict=True,
    )
)

DOCUMENTS = (
    Sent(
        "fred", "GDP", "fred.stlouisfed.org/graph/fredgraph.csv",
        b"observation_date,GDP\n2026-01-01,31000.1\n2026-04-01,.\n",
        {"2026-01-01": 31000.1, "2026-04-01": None}, b"observation_date", b"2026-01-01,31000.1\n",
    ),
    Sent(
        "fred", "GDP", "api.stlouisfed.org/fred/series/observations", json.dumps(FRED_JSON).encode(),
        {"2026-01-01": 31000.1, "2026-04-01": None}, b'"observations"',
        b'{"realtime_start": "2026-11-30", "date": "2026-01-01", "value": "31000.1"}, ', key="FRED_API_KEY",
    ),
    Sent(
        "fiscaldata", "average_rate/Treasury Bills", f"{_FISCAL}/v2/accounting/od/avg_interest_rates",
        json.dumps(FISCAL).encode(), {"2026-04-30": 3.702, "2026-05-31": None}, b'"avg_interest_rate_amt"',
    ),
    Sent(
        "fiscaldata", "auctioned/Bill", f"{_FISCAL}/v1/accounting/od/auctions_query",
        json.dumps(AUCTIONS).encode(), {"2026-05-15": 155e9, "2026-05-22": 1.0}, b'"total_accepted"',
    ),
    Sent(
        "edgar", CAPEX, "data.sec.gov/api/xbrl/companyfacts/CIK0000789019.json", json.dumps(EDGAR).encode(),
        {"2025-09-30": 11.0, "2025-12-31": 15.0, "2026-03-31": 20.0, "2026-06-30": 30.0},
        b'"PaymentsToAcquirePropertyPlantAndEquipment"',
    ),
    Sent(
        "bea", "T10105/1", "apps.bea.gov/api/data", json.dumps(BEA).encode(),
        {"2026Q1": 31000.1e9, "2026Q2": None}, b'"DataValue"',
        b'{"TableName": "T10105", "LineNumber": "1", "TimePeriod": "2026Q1", "UNIT_MULT": "6", '
        b'"DataValue": "31,000,100"}, ', key="BEA_API_KEY",
    ),
    Sent(
        "bls", "LNS14000000", "api.bls.gov/publicAPI/v2/timeseries/data/", json.dumps(BLS).encode(),
        {"2026-01": None, "2026-02": 4.4}, b'"period"', key="BLS_API_KEY",
        ask={"since": datetime.date(2026, 1, 1), "until": datetime.date(2026, 12, 31)},
    ),
    Sent(
        "federal_reserve", "H15/bf17/RIFLGFCY10_N.B", _DOWNLOAD, H15,
        {"2026-09-08": 4.44, "2026-09-09": None}, b"RIFLGFCY10_N.B", b"2026-09-08,3.9,4.44\r\n",
    ),
    Sent(
        "federal_reserve", "Z1/abcd/FL152090005.Q", _DOWNLOAD, Z1,
        {"2025Q4": 180000000.5e6, "2026Q1": 181000000e6}, b'"Time Period"', b"2025-Q4,180000000.5\r\n",
    ),
    Sent(
        "federal_reserve", "scenario/2026-Table_3A.csv/Real GDP growth",
        "www.federalreserve.gov/supervisionreg/files/2026-Table_3A.csv", SCENARIO,
        {"2026Q1": -5.4, "2026Q2": -4.9}, b"Real GDP growth",
        b"Supervisory Severely Adverse,2026 Q1,-5.4,5.9\n",
    ),
    Sent(
        "new_york_fed", "SOFR", "markets.newyorkfed.org/api/rates/secured/sofr/search.json",
        json.dumps(SOFR).encode(), {"2026-08-19": 3.63, "2026-08-20": 3.61}, b'"percentRate"',
        b'{"effectiveDate": "2026-08-19", "type": "SOFR", "percentRate": 3.63}, ',
    ),
    Sent(
        "kim_wright", "THREEFYTP1000.B", "www.federalreserve.gov/data/yield-curve-tables/feds200533.csv",
        KIM_WRIGHT, {"2026-08-20": 0.5812, "2026-08-21": None}, b"THREEFYTP1000.B",
        b"2026-08-20,4.4201,0.5812\n",
    ),
    Sent(
        "cbo", "budget/ten_year_budget/annual_fy_2026-02:net_interest",
        "raw.githubusercontent.com/US-CBO/cbo-data/main/data/budget/ten_year_budget/annual_fy_2026-02.csv",
        CBO, {"2026": 1010.5, "2027": 1080.0}, b"variable", b"FY2026,net_interest,1010.5\n",
    ),
    Sent("forecasters", "meanLevel/RGDP", _PHILADELPHIA, SPF, _SPF_FIGURES),
    Sent(
        "fomc", "20260916/Federal funds rate",
        "www.federalreserve.gov/monetarypolicy/fomcprojtabl20260916.htm",
        SEP, {"2026": 3.6, "2027": 3.4, "2028": 3.1, "longer run": 3.1}, b"Federal funds rate",
    ),
    Sent(
        "cboe", "VIX", "cdn.cboe.com/api/global/us_indices/daily_prices/VIX_History.csv", VIX,
        {"1990-01-02": 17.24, "2026-08-28": 14.43}, b"CLOSE", b"08/28/2026,14.1,15.0,14.0,14.43\n",
    ),
    Sent(
        "tic", "Grand Total",
        "ticdata.treasury.gov/resource-center/data-chart-center/tic/Documents/slt_table5.txt",
        TIC, {"2026-06": 9130.0, "2026-07": 9158.1}, b"Country", b"Grand Total\t9158.1\t9130.0\r\n",
    ),
)  # fmt: skip
"""The old workbooks of the New York Fed and of Shiller are in test_old_excel.py."""

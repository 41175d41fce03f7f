"""Facts and forms that a policy may name although nothing here announces or prints them yet.

Their names are kept from now on: whoever builds the part that announces one moves it to `model_words`.
"""

from typing import Final

from aftersales.policy.model_words import FACT_SUBJECTS, FORM_FIELDS, Subject


def _facts(context: str, subject: Subject, names: str) -> dict[str, Subject]:
    return {f"{context}.{name}": subject for name in names.split()}


PLANNED_FACTS: Final[dict[str, Subject]] = {
    **_facts(
        "casework",
        Subject.REQUEST,
        "request_registered request_answered request_analysed request_guided request_approved request_solved"
        " request_handed_over request_called_back request_archived",
    ),
    **_facts(
        "casework",
        Subject.JOB,
        "job_issued job_accepted job_reached job_restored job_repaired job_signed job_handed_back job_reviewed"
        " job_settled job_papers_handed_in job_delayed",
    ),
    **_facts("casework", Subject.APPOINTMENT, "appointment_booked appointment_reminded appointment_moved"),
    **_facts(
        "casework",
        Subject.EXCHANGE,
        "exchange_applied exchange_reviewed exchange_rejected exchange_ordered exchange_shipped exchange_installed"
        " exchange_followed_up",
    ),
    **_facts("casework", Subject.MAINTENANCE, "maintenance_planned maintenance_approved maintenance_executed"),
    **_facts(
        "complaints",
        Subject.COMPLAINT,
        "complaint_received complaint_reported complaint_numbered complaint_judged complaint_unreached"
        " complaint_reviewed complaint_opinion_given complaint_enforced complaint_returned complaint_closed",
    ),
    **_facts(
        "factory",
        Subject.FACTORY_RETURN,
        "return_requested return_granted return_planned return_received return_judged return_repaired return_inspected"
        " return_sent",
    ),
    **_facts("factory", Subject.REWORK, "rework_formed rework_carded rework_stocked rework_shipped rework_settled"),
    **_facts("factory", Subject.RECOVERY, "recovery_asked recovery_settled"),
    **_facts("parts", Subject.REPLENISHMENT, "replenishment_requested replenishment_issued purchase_ordered"),
    **_facts("parts", Subject.REPLENISHMENT, "purchase_received"),
    **_facts("finance", Subject.QUOTE, "quote_made quote_confirmed quote_paid"),
    **_facts("finance", Subject.EXPENSE, "expense_filed expense_approved expense_paid"),
    **_facts("finance", Subject.ORDER, "order_placed order_cut_off order_guaranteed order_paid order_released"),
}
"""What each fact happens to."""

SUBJECT_OF: Final = PLANNED_FACTS | FACT_SUBJECTS
"""What every fact happens to that a stopwatch may name, whether or not anything announces it yet."""

_FORMS: Final = {
    "service_request": "user_name user_phone user_address model serial fault_text fault_analysis fault_nature solution"
    " parts_to_bring purchase_date demands",
    "work_order": "technician accepted_at travel parts_used result user_signature",
    "dispatch_note": "user_name address phone technician date parts reason",
    "parts_issue": "parts quantity receiver used recovered returned",
    "follow_up": "user_name phone result satisfaction",
    "commissioning": "user_name model serial result user_signature",
    "replenishment_request": "warehouse parts quantity",
    "old_parts_list": "parts quantity fault_nature",
    "consumption_report": "period parts quantity nature",
    "expense_claim": "person job amount purpose",
    "service_report": "user_name work result user_signature",
    "satisfaction_survey": "user_name scores remarks",
    "service_record": "number company_review date symptom measures user_signature",
    "repair_description": "product warranty_status return_kind deadline fault conclusion accessories customer_demand"
    " price customer_signature",
    "handover": "product accessories handed_by taken_by follower",
    "batch_return_application": "department cause scope total_quantity approximate_time",
    "return_plan": "units quantity arrival",
    "quality_report": "customer product fault answer",
    "part_label": "part fault customer date",
    "inspection_report": "part finding inspector",
    "rework_flow": "liability process plan fee",
    "rework_card": "product quantity process",
    "owner_note": "fault address phone name mail items disassembly_agreed",
    "complaint": "number plate filler summary time place people course result liability opinion review gm_opinion",
    "guarantee_claim": "customer_report cause parts quantity opinions",
    "parts_sale": "parts quantity price guarantee_claim",
    "sales_list": "parts quantity price reason",
    "order": "customer goods payment_state credit address note",
    "cancellation": "order reason",
    "acceptance": "date project items contractor client passed problems client_signature contractor_signature",
    "left_note": "date technician phone",
    "receipt": "date amount payer",
    "vehicle_intake": "plate vin walk_round customer_copy",
    "repair_order": "items parts labour_fee parts_fee finish_time payment old_parts customer_signature",
    "repair_card": "customer_name model demands",
    "booking_sheet": "customer_name time reason",
    "battery_check": "plate date",
    "minor_repair_certificate": "inspector customer stamp",
    "settlement_sheet": "items amount customer_signature stamp",
    "final_check": "customer test_driver",
    "upkeep_sheet": "test_driver chief_repairer",
    "advice_sheet": "advice customer",
    "booking_slip": "time",
    "annual_plan": "equipment work month",
    "monthly_plan": "equipment work day",
    "maintenance_record": "equipment condition work result",
    "daily_upkeep": "equipment shift operator",
    "exchange_application": "customer order model fault part quantity photos contact",
    "dispatch_list": "name specification quantity address contact",
    "reship_slip": "province city district name phone",
    "job_sheet": "customer device fault region finished_at",
    "review_sheet": "reviewed_at reviewer charge",
    "quote": "items price",
    "invoice": "items amount",
    "component_register": "project component condition place",
    "purchase_list": "project component quantity",
}

FORMS: Final[dict[str, frozenset[str]]] = {code: frozenset(names.split()) for code, names in _FORMS.items()} | dict(
    FORM_FIELDS,
)
"""Fields of every form that a policy may ask for; those of `FORM_FIELDS` it must ask for."""

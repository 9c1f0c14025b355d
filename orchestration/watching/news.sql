-- New facts on the watched: told now, and before neither under this id, nor of the same words, nor in the same place.
create temp table fresh as
select *
from now_told as told
where
    not exists (
        from before_told as before
        where
            before.fact_table = told.fact_table
            and before.part = told.part
            and before.entity_id = told.entity_id
            and (before.fact_id = told.fact_id or (told.fact_table = 'quotes' and before.wording = told.wording))
    )
    and not exists (
        from before_told as before
        inner join before_places as places using (fact_table, fact_id)
        inner join now_places as here
            on
                places.fact_table = here.fact_table
                and places.source = here.source
                and places.begins = here.begins
                and places.ends = here.ends
        where
            before.part = told.part
            and before.entity_id = told.entity_id
            and here.fact_table = told.fact_table
            and here.fact_id = told.fact_id
    );

create temp table news as
with known_roles as (
    select
        part,
        entity_id,
        other_id,
        wording,
        bool_or(is_former) as was_former
    from before_told
    where fact_table = 'roles'
    group by all
),

facts as (
    select
        fresh.*,
        case
            when fresh.part = 'party' and fresh.entity_id in (select entity_id from before_told where part = 'party')
                then 'new_contract'
            when fresh.part = 'party' then 'first_contract'
            when fresh.part = 'speaker' then 'quote_by'
            when fresh.part = 'about' then 'quote_about'
            when known.entity_id is null then 'new_role'
            when fresh.is_former and not known.was_former then 'role_ended'
        end as kind
    from fresh
    left join known_roles as known
        on
            fresh.part = known.part
            and fresh.entity_id = known.entity_id
            and fresh.other_id is not distinct from known.other_id
            and fresh.wording = known.wording
)

select
    watched.watchlist,
    facts.kind,
    watched.entity_id,
    null::varchar as subject,
    facts.other_id as other_entity_id,
    facts.fact_table,
    facts.fact_id,
    facts.confidence,
    facts.evidence_id
from facts
inner join watched using (entity_id)
where facts.kind is not null and facts.confidence >= watched.min_confidence
union all
select
    hits.watchlist,
    if(hits.fact_table = 'quotes', 'quote_about', 'new_contract'),
    null,
    hits.subject,
    coalesce(quotes.speaker_actor_id, quotes.speaker_organisation_id),
    hits.fact_table,
    hits.fact_id,
    coalesce(quotes.confidence, contracts.confidence) as confidence,
    null
from subject_hits as hits
left join now.quotes as quotes on hits.fact_table = 'quotes' and hits.fact_id = quotes.quote_id
left join now.contracts as contracts on hits.fact_table = 'contracts' and hits.fact_id = contracts.contract_id
where coalesce(quotes.confidence, contracts.confidence) >= hits.min_confidence;

-- Each piece of news with the evidence that shows it best: in a text that is new, where a party is named, the surest.
create temp table shown as
select
    news.* exclude (evidence_id),
    evidence.document_id,
    evidence.start_char,
    evidence.end_char,
    evidence.file_sha256,
    evidence.notice_index,
    evidence.field_path,
    evidence.surface_text,
    case
        when evidence.document_id is null
            then (evidence.file_sha256, evidence.notice_index) not in (select (file_sha256, notice_index) from before.notices)
        else evidence.document_id not in (select document_id from before.documents)
    end as is_new_source
from news
inner join now.evidence as evidence using (fact_table, fact_id)
qualify
    row_number() over (
        partition by news.watchlist, news.kind, news.entity_id, news.subject, fact_table, fact_id
        order by
            is_new_source desc,
            evidence.evidence_id = news.evidence_id desc nulls last,
            evidence.confidence desc,
            evidence.evidence_id asc
    ) = 1;

-- Two of one list that no text named together before. The words are those of the second, where both stand closest.
insert into shown by name
select
    one.watchlist,
    'first_co_mention' as kind,
    one.entity_id,
    other.entity_id as other_entity_id,
    there.document_id,
    there.start_char,
    there.end_char,
    there.surface_text,
    least(here.confidence, there.confidence) as confidence,
    there.document_id not in (select document_id from before.documents) as is_new_source
from watched as one
inner join watched as other on one.watchlist = other.watchlist and one.entity_id < other.entity_id
inner join now_named as here on one.entity_id = here.entity_id
inner join now_named as there on other.entity_id = there.entity_id and here.document_id = there.document_id
where
    least(here.confidence, there.confidence) >= greatest(one.min_confidence, other.min_confidence)
    and not exists (
        from before_named as first
        inner join before_named as second using (text_id)
        where first.entity_id = one.entity_id and second.entity_id = other.entity_id
    )
qualify
    row_number() over (
        partition by one.watchlist, one.entity_id, other.entity_id
        order by
            is_new_source desc,
            abs(here.start_char - there.start_char) asc,
            there.document_id asc,
            there.start_char asc
    ) = 1;

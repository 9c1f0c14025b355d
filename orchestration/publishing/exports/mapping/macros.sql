-- How values are written so that FollowTheMoney's own cleaning leaves them as they are.

-- A text: composed (NFC), without invisible characters, odd spaces as plain ones, at most 65,000 characters.
create or replace temp macro ftm_text(value) as left(trim(nfc_normalize(regexp_replace(regexp_replace(
    nfc_normalize(value),
    '[\x{2000}-\x{200A}\x{2028}\x{2029}\x{0A00}\x{1680}\x{202F}\x{205F}\x{3000}]', ' ', 'g'),
    '[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{80}-\x{9F}\x{200B}-\x{200F}\x{061C}\x{2060}-\x{2064}\x{00AD}\x{FEFF}]', '', 'g')),
    chr(9) || chr(10) || chr(13) || chr(32) || chr(160)), 65000);

-- The same on one line, at most 1,024 characters.
create or replace temp macro ftm_line(value) as
trim(left(trim(regexp_replace(ftm_text(value), '[\s\x{A0}]+', ' ', 'g')), 1024));

-- A name: on one line, without the quotation marks around it, at most 384 characters.
create or replace temp macro ftm_name(value) as
trim(left(regexp_replace(ftm_line(value), '^ *["''][ "'']*(.*?)[ "'']*["''] *$', '\1'), 384));

-- An address in the form that the library keeps; anything else is left out.
create or replace temp macro ftm_url(value) as case
    when regexp_matches(value, '^https?://([A-Za-z0-9-]*[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,63}$') then value || '/'
    when
        length(value) <= 4096
        and regexp_matches(
            value,
            '^https?://([A-Za-z0-9-]*[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,63}'
            || '/[A-Za-z0-9/_.~%&=+,:@!$()*-]*([?][A-Za-z0-9/_.~%&=+,:@!$()*-]+)?(#[A-Za-z0-9/_.~%&=+,:@!$()*-]+)?$'
        )
        then value
end;

-- A sum in full digits, without cents where there are none.
create or replace temp macro ftm_number(value) as
regexp_replace(value::decimal(30, 2)::varchar, '\.00$', '');

-- A date as precise as it is known.
create or replace temp macro ftm_date(value, date_precision) as case date_precision
    when 'year' then strftime(value, '%Y')
    when 'month' then strftime(value, '%Y-%m')
    else strftime(value, '%Y-%m-%d')
end;

-- Who is not supported says so, for readers who have nothing but this file.
create or replace temp macro ftm_keywords(is_supported) as case when not is_supported then ['unsupported'] end;

-- Properties by name, those without a value left out, values sorted and each once.
create or replace temp macro ftm_properties(entries) as map_from_entries(list_filter(
    list_transform(entries, lambda e: {
        'name': e.name,
        'given': list_sort(list_distinct(list_filter(e.given, lambda v: v is not null and v <> '')))
    }),
    lambda e: len(e.given) > 0
));

-- A row of `notices` as a document of its own.
create or replace temp macro ftm_notice_id(file_sha256, notice_index) as
'not-' || left(file_sha256, 24) || '-' || notice_index;

-- What supports a fact: the documents (a notice is one, too) and the words.
create or replace temp table ftm_proofs as
select
    fact_table,
    fact_id,
    list_distinct(list(coalesce(document_id, ftm_notice_id(file_sha256, notice_index)))) as documents,
    list_distinct(list(ftm_text(surface_text))) as words
from evidence
group by fact_table, fact_id;

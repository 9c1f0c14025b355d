-- How two parts of two names stand to each other, as one word. Names are folded lists of parts (`person_names`).

create or replace temp macro is_initials(given) as len(given) > 0 and list_max(list_transform(given, lambda part: length(part))) = 1;

create or replace temp macro opening(given, count) as list_transform(given[1:count], lambda part: part[1]);

-- same · initials (both, the same) · initial (one of them, which fits) · near (one letter) · short (Fred, Frédéric) · none · other
create or replace temp macro given_relation(a, a_gender, b, b_gender) as case
    when len(a) = 0 or len(b) = 0 then 'none'
    when is_initials(a) and is_initials(b) and a = b then 'initials'
    when list_aggregate(a, 'string_agg', '') = list_aggregate(b, 'string_agg', '') then 'same'
    when is_initials(a) or is_initials(b)
        then if(opening(a, least(len(a), len(b))) = opening(b, least(len(a), len(b))), 'initial', 'other')
    when a[1:least(len(a), len(b))] = b[1:least(len(a), len(b))] then 'same'
    when a_gender <> '' and b_gender <> '' and a_gender <> b_gender then 'other'
    when len(a) <> len(b) and least(len(a), len(b)) > 1 then 'other'
    when damerau_levenshtein(a[1], b[1]) <= 1 and least(length(a[1]), length(b[1])) >= 5 then 'near'
    when (starts_with(a[1], b[1]) or starts_with(b[1], a[1])) and least(length(a[1]), length(b[1])) >= 3 then 'short'
    when damerau_levenshtein(a[1], b[1]) <= 0.25 * greatest(length(a[1]), length(b[1]))
        and least(length(a[1]), length(b[1])) > 6 then 'near'
    else 'other'
end;

-- same · typo (a letter) · part (one of several surnames) · near (another transliteration) · other
create or replace temp macro family_relation(a, a_parts, b, b_parts) as case
    when a = b then 'same'
    when damerau_levenshtein(a, b) <= if(least(length(a), length(b)) >= 9, 2, 1)
        and least(length(a), length(b)) >= 5 then 'typo'
    when list_has_any(a_parts, b_parts) then 'part'
    when least(length(a), length(b)) >= 6
        and damerau_levenshtein(a, b) <= 0.3 * greatest(length(a), length(b)) then 'near'
    else 'other'
end;

create or replace temp macro shared(a, b) as len(list_intersect(a, b));

-- Both lists say something, and not the same.
create or replace temp macro apart(a, b) as len(a) > 0 and len(b) > 0 and not list_has_any(a, b);

-- "maire d'Orvanne" and "maire de Brivet": what the titles name after the office, where neither names all of the other.
create or replace temp macro seat(titles, specific, offices) as list_intersect(
    flatten(list_transform(titles, lambda title: string_split(split_part(title, offices[1] || ' ', 2), ' '))), specific
);

create or replace temp macro other_seats(a_titles, a_specific, b_titles, b_specific, offices) as
    len(seat(a_titles, a_specific, offices)) > 0 and len(seat(b_titles, b_specific, offices)) > 0
    and not list_has_all(seat(a_titles, a_specific, offices), seat(b_titles, b_specific, offices))
    and not list_has_all(seat(b_titles, b_specific, offices), seat(a_titles, a_specific, offices));

create or replace temp macro years_between(a_first, a_last, b_first, b_last) as
    greatest(0, coalesce(greatest(a_first - b_last, b_first - a_last), 0));

{#-
  The one date in the name of a file, the folders above it left aside: 2019-01-29, 2019_01_29, 2019.01.29, or 20190129
  where no letter or other number touches it (a camera's 20190129_081500 says nothing of publication). Empty when the
  name holds none, two, or a day that no calendar has.
-#}
{% macro date_in_file_name(path) -%}
    {%- set year = '(?:19[0-9]{2}|20[0-3][0-9])' -%}
    {%- set spelled = [] -%}
    {%- for separator in ('-', '_', '[.]') -%}
        {%- do spelled.append(year ~ separator ~ '[0-9]{2}' ~ separator ~ '[0-9]{2}(?:[-_.][0-9]{1,3})?') -%}
    {%- endfor -%}
    {%- set name = "regexp_replace(regexp_extract(" ~ path ~ ", '[^/]*$'), '\\p{L}[0-9]+|[0-9]+\\p{L}', 'x', 'g')" -%}
    list_any_value(
        list_filter(
            [
                list_distinct(
                    list_transform(
                        list_filter(
                            regexp_extract_all({{ name }}, '[0-9]+(?:[-_.][0-9]+)*'),
                            lambda run: regexp_full_match(run, '{{ spelled | join("|") }}|{{ year }}[0-9]{4}')
                        ),
                        lambda run: try_strptime(left(regexp_replace(run, '[^0-9]', '', 'g'), 8), '%Y%m%d')::date
                    )
                )
            ],
            lambda dates: len(dates) = 1
        )
    )[1]
{%- endmacro %}

-- The incidents in the 49 columns of UCDP GED 23.1, so that code written for GED runs on them. What the dataset
-- can't say stays null; the schema says, column by column, what is meant.
WITH cited AS (
  SELECT
    cited.subject_id AS incident_id,
    string_agg('"' || concat_ws(',', s.publisher, coalesce(s.published_on, ''), coalesce(replace(s.title, '"', ''), '')) || '"', ';' ORDER BY s.source_id) AS source_article,
    string_agg(s.publisher, ';' ORDER BY s.source_id) AS source_office,
    nullif(string_agg(coalesce(s.published_on, ''), ';' ORDER BY s.source_id), '') AS source_date,
    nullif(string_agg(coalesce(s.title, ''), ';' ORDER BY s.source_id), '') AS source_headline
  FROM (SELECT DISTINCT subject_id, source_id FROM claims WHERE subject_table = 'incidents') AS cited
  JOIN sources AS s USING (source_id)
  GROUP BY cited.subject_id
),
spoken AS (
  SELECT subject_id AS incident_id, string_agg(DISTINCT originator, ';' ORDER BY originator) AS source_original
  FROM claims
  WHERE subject_table = 'incidents' AND originator IS NOT NULL
  GROUP BY subject_id
),
-- The number of a perpetrator in the UCDP Actor Dataset, where it stands alone and the crosswalk is exact.
numbered AS (
  SELECT a.incident_id, any_value(CAST(e.external_id AS BIGINT) ORDER BY e.external_id) AS ucdp_actor
  FROM incident_actors AS a
  LEFT JOIN external_ids AS e
    ON e.subject_table = 'groups' AND e.subject_id = a.group_id AND e.scheme = 'ucdp_actor' AND e.match = 'exact'
  WHERE a.role = 'perpetrator' AND a.attribution <> 'denied'
  GROUP BY a.incident_id
  HAVING count(DISTINCT a.group_id) = 1
),
typed AS (
  SELECT
    f.*,
    CASE f.violence_type WHEN 'state_based' THEN 1 WHEN 'non_state' THEN 2 WHEN 'one_sided' THEN 3 END AS type_of_violence,
    -- Where a government fights, GED has it as side A, and the group as side B.
    f.violence_type = 'state_based' AS group_is_b
  FROM incidents_flat AS f
  WHERE f.status <> 'withdrawn'
)
SELECT
  CAST(substr(t.incident_id, 5) AS BIGINT) AS id,
  t.incident_id AS relid,
  t.year,
  NULL AS active_year,
  NULL AS code_status,
  t.type_of_violence,
  NULL AS conflict_dset_id,
  NULL AS conflict_new_id,
  NULL AS conflict_name,
  NULL AS dyad_dset_id,
  NULL AS dyad_new_id,
  NULL AS dyad_name,
  NULL AS side_a_dset_id,
  CASE WHEN NOT t.group_is_b THEN n.ucdp_actor END AS side_a_new_id,
  CASE WHEN NOT t.group_is_b THEN t.perpetrators END AS side_a,
  CASE WHEN t.type_of_violence = 3 THEN 9999 END AS side_b_dset_id,
  CASE WHEN t.type_of_violence = 3 THEN 1 WHEN t.group_is_b THEN n.ucdp_actor END AS side_b_new_id,
  CASE WHEN t.type_of_violence = 3 THEN 'Civilians' WHEN t.group_is_b THEN t.perpetrators ELSE t.targets END AS side_b,
  t.sources AS number_of_sources,
  c.source_article,
  c.source_office,
  c.source_date,
  c.source_headline,
  o.source_original,
  t.geo_precision AS where_prec,
  coalesce(t.point_place, t.place) AS where_coordinates,
  t.locality AS where_description,
  t.admin1 AS adm_1,
  t.admin2 AS adm_2,
  t.latitude,
  t.longitude,
  'POINT (' || t.longitude || ' ' || t.latitude || ')' AS geom_wkt,
  CAST(floor((t.latitude + 90) * 2) * 720 + floor((t.longitude + 180) * 2) + 1 AS BIGINT) AS priogrid_gid,
  t.country,
  -- Gleditsch and Ward's numbers of states, as GED has them.
  CASE t.country_code WHEN 'AF' THEN 700 WHEN 'PK' THEN 770 END AS country_id,
  'Asia' AS region,
  t.event_clarity,
  t.date_precision AS date_prec,
  t.date_start,
  t.date_end,
  CASE WHEN t.group_is_b THEN t.deaths_security ELSE t.deaths_attacker END AS deaths_a,
  CASE WHEN t.group_is_b THEN t.deaths_attacker WHEN t.type_of_violence = 3 THEN 0 END AS deaths_b,
  t.deaths_civilian AS deaths_civilians,
  t.deaths_unknown,
  t.deaths_best AS best,
  t.deaths_high AS high,
  t.deaths_low AS low,
  NULL AS gwnoa,
  NULL AS gwnob
FROM typed AS t
LEFT JOIN cited AS c USING (incident_id)
LEFT JOIN spoken AS o USING (incident_id)
LEFT JOIN numbered AS n USING (incident_id)

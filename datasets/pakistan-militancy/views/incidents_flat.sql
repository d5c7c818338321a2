-- One row an incident: where it was, whom sources name for it, the estimates, and how many sources speak of it.
WITH RECURSIVE above AS (
  -- Each place with itself and all that hold it, of which there are at most five.
  SELECT place_id, place_id AS holder_id, 0 AS steps FROM places
  UNION ALL
  SELECT a.place_id, p.parent_id, a.steps + 1
  FROM above AS a
  JOIN places AS p ON p.place_id = a.holder_id
  WHERE p.parent_id IS NOT NULL AND a.steps < 5
),
located AS (
  SELECT
    a.place_id,
    max(h.name) FILTER (WHERE h.type = 'country') AS country,
    max(h.name) FILTER (WHERE h.type = 'admin1') AS admin1,
    max(h.name) FILTER (WHERE h.type = 'admin2') AS admin2,
    min_by(h.name, a.steps) FILTER (WHERE h.point_basis <> 'parent') AS point_place
  FROM above AS a
  JOIN places AS h ON h.place_id = a.holder_id
  GROUP BY a.place_id
),
named AS (
  SELECT
    a.incident_id,
    string_agg(a.group_id, '; ' ORDER BY a.group_id) FILTER (WHERE a.role = 'perpetrator' AND a.attribution <> 'denied') AS perpetrator_ids,
    string_agg(g.name, '; ' ORDER BY a.group_id) FILTER (WHERE a.role = 'perpetrator' AND a.attribution <> 'denied') AS perpetrators,
    string_agg(a.attribution, '; ' ORDER BY a.group_id) FILTER (WHERE a.role = 'perpetrator' AND a.attribution <> 'denied') AS attributions,
    bool_or(a.alternative_set IS NOT NULL AND a.role = 'perpetrator' AND a.attribution <> 'denied') AS alternatives,
    string_agg(g.name, '; ' ORDER BY a.group_id) FILTER (WHERE a.role = 'perpetrator' AND a.attribution = 'denied') AS perpetrators_denied,
    string_agg(g.name, '; ' ORDER BY a.group_id) FILTER (WHERE a.role = 'target') AS targets
  FROM incident_actors AS a
  JOIN groups AS g USING (group_id)
  GROUP BY a.incident_id
),
voiced AS (
  SELECT
    c.subject_id AS incident_id,
    count(*) AS claims,
    count(DISTINCT c.source_id) AS sources,
    -- The same count as that of the rule reviewed-has-two-sources.
    count(DISTINCT s.independence_group) AS independent_sources
  FROM claims AS c
  JOIN sources AS s USING (source_id)
  WHERE c.subject_table = 'incidents'
  GROUP BY c.subject_id
)
SELECT
  i.incident_id,
  i.status,
  i.merged_into,
  i.date_start,
  i.date_end,
  i.date_precision,
  year(i.date_start) AS year,
  p.country_code,
  l.country,
  p.admin1_code,
  l.admin1,
  l.admin2,
  i.place_id,
  p.name AS place,
  i.locality,
  i.geo_precision,
  p.latitude,
  p.longitude,
  CASE WHEN p.latitude IS NOT NULL THEN l.point_place END AS point_place,
  i.violence_type,
  i.attack_type,
  i.attack_type_2,
  i.device,
  i.device_2,
  i.device_3,
  i.device_4,
  i.target_class,
  n.perpetrators,
  n.perpetrator_ids,
  n.attributions,
  n.alternatives,
  n.perpetrators_denied,
  n.targets,
  i.deaths_low,
  i.deaths_best,
  i.deaths_high,
  i.deaths_scope,
  i.deaths_security,
  i.deaths_civilian,
  i.deaths_attacker,
  i.deaths_unknown,
  i.injured_low,
  i.injured_best,
  i.injured_high,
  i.event_clarity,
  coalesce(v.claims, 0) AS claims,
  coalesce(v.sources, 0) AS sources,
  coalesce(v.independent_sources, 0) AS independent_sources,
  i.summary
FROM incidents AS i
LEFT JOIN places AS p USING (place_id)
LEFT JOIN located AS l USING (place_id)
LEFT JOIN named AS n USING (incident_id)
LEFT JOIN voiced AS v USING (incident_id)

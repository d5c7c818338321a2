-- What is said of the depth of each lake that was sounded.
SELECT
  l.lake_id,
  l.name,
  l.depth_best AS depth,
  count(*) AS soundings,
  count(DISTINCT s.paper_id) AS papers,
  string_agg(DISTINCT s.said_by, '; ' ORDER BY s.said_by) AS said_by
FROM lakes AS l
JOIN soundings AS s ON s.about_table = 'lakes' AND s.about_id = l.lake_id AND s.field = 'depth_best'
GROUP BY l.lake_id, l.name, l.depth_best

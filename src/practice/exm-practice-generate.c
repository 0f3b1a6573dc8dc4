/* exm-practice-generate.c - generateContent, its stream, countTokens
 *
 * A tuned endpoint answers from the model of its checkpoint. The log-probability
 * of the answer, spread over its tokens, is avgLogprobs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <string.h>

#include "exm-json-gate.h"
#include "exm-practice-stream-private.h"

#define MAX_CANDIDATES 8

/* Between two pieces of a streamed answer, at speed 1. */
#define PIECE_MS 250

typedef struct
{
  ExmPracticeCall  *call;
  ExmPracticeBrain *brain;  /* NULL: a base model */
  const char       *model;  /* modelVersion */
  char             *prompt; /* all turns */
  double            temperature;
  guint64           random;
  gint64            max_tokens; /* 0: no limit */
  JsonArray        *stops;
  guint64           prompt_tokens;
  guint64           answer_tokens;
  char             *response_id;
} Generation;

static ExmPracticeBrain *
find_brain (ExmPracticeCall *call, JsonObject *endpoint)
{
  const char       *id = strrchr (exm_json_get_string (endpoint, "name"), '/') + 1;
  ExmPracticeBrain *brain = g_hash_table_lookup (call->state->brains, id);
  g_autofree char  *dir = NULL;
  gint64            epoch = 0;

  if (brain != NULL)
    return brain;
  dir = _exm_practice_store_path (call->state->store, "work",
                                  exm_json_get_string (endpoint, "_job"));
  exm_json_get_int64 (endpoint, "_epoch", &epoch);
  brain = _exm_practice_brain_load (dir, (guint)epoch);
  if (brain != NULL)
    g_hash_table_insert (call->state->brains, g_strdup (id), brain);
  return brain;
}

/* What an untuned model can honestly say here. */
static char *
base_answer (const Generation *generation)
{
  return g_strdup_printf (
    "This is the practice service, where %s has not learnt anything yet. It read your message "
    "of about %" G_GUINT64_FORMAT " tokens. Tune a model on your examples and ask that one.",
    generation->model, generation->prompt_tokens);
}

/* Cuts at the first stop sequence and at the limit; gives the reason. */
static const char *
trim_answer (const Generation *generation, char *text)
{
  guint64 tokens = 0;

  for (guint i = 0; i < exm_json_array_size (generation->stops); i++)
    {
      const char *stop = exm_json_array_string (generation->stops, i);
      char       *at = stop != NULL && *stop != '\0' ? strstr (text, stop) : NULL;

      if (at != NULL)
        *at = '\0';
    }
  if (generation->max_tokens <= 0)
    return "STOP";
  for (char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      g_autofree char *head = g_strndup (text, (gsize)(g_utf8_next_char (p) - text));

      tokens = _exm_practice_count_tokens (head);
      if (tokens > (guint64)generation->max_tokens)
        {
          *p = '\0';
          return "MAX_TOKENS";
        }
    }
  return "STOP";
}

static JsonObject *
text_content (const char *text)
{
  JsonObject *content = json_object_new ();
  JsonArray  *parts = json_array_new ();
  JsonObject *part = json_object_new ();

  _exm_set (part, "text", text);
  json_array_add_object_element (parts, part);
  _exm_set (content, "role", "model");
  json_object_set_array_member (content, "parts", parts);
  return content;
}

static char *
make_answer (Generation *generation, double *log_probability, const char **reason)
{
  ExmPracticeAnswer answer = { 0 };

  if (generation->brain != NULL)
    _exm_practice_brain_answer (generation->brain, generation->prompt, generation->temperature,
                                &generation->random, &answer);
  else
    answer.text = base_answer (generation);
  *reason = trim_answer (generation, answer.text);
  *log_probability = answer.log_probability / MAX (_exm_practice_count_tokens (answer.text), 1);
  generation->answer_tokens += _exm_practice_count_tokens (answer.text);
  return answer.text;
}

static JsonObject *
make_candidate (const char *text, guint index, const char *reason, double log_probability)
{
  JsonObject *candidate = json_object_new ();

  json_object_set_object_member (candidate, "content", text_content (text));
  if (reason != NULL)
    _exm_set (candidate, "finishReason", reason);
  json_object_set_int_member (candidate, "index", index);
  json_object_set_double_member (candidate, "avgLogprobs", log_probability);
  return candidate;
}

static JsonObject *
token_details (guint64 tokens)
{
  JsonObject *detail = json_object_new ();

  _exm_set (detail, "modality", "TEXT");
  json_object_set_int_member (detail, "tokenCount", (gint64)tokens);
  return detail;
}

static JsonObject *
usage (const Generation *generation)
{
  JsonObject *object = json_object_new ();
  JsonArray  *prompt = json_array_new ();
  JsonArray  *answer = json_array_new ();

  json_object_set_int_member (object, "promptTokenCount", (gint64)generation->prompt_tokens);
  json_object_set_int_member (object, "candidatesTokenCount", (gint64)generation->answer_tokens);
  json_object_set_int_member (object, "totalTokenCount",
                              (gint64)(generation->prompt_tokens + generation->answer_tokens));
  _exm_set (object, "trafficType", "ON_DEMAND");
  json_array_add_object_element (prompt, token_details (generation->prompt_tokens));
  json_array_add_object_element (answer, token_details (generation->answer_tokens));
  json_object_set_array_member (object, "promptTokensDetails", prompt);
  json_object_set_array_member (object, "candidatesTokensDetails", answer);
  return object;
}

static JsonObject *
make_response (const Generation *generation, JsonArray *candidates, gboolean last)
{
  JsonObject      *response = json_object_new ();
  g_autofree char *now = _exm_practice_now ();

  json_object_set_array_member (response, "candidates", candidates);
  if (last)
    json_object_set_object_member (response, "usageMetadata", usage (generation));
  _exm_set (response, "modelVersion", generation->model);
  _exm_set (response, "createTime", now);
  _exm_set (response, "responseId", generation->response_id);
  return response;
}

static void
generate (Generation *generation, guint n_candidates)
{
  JsonArray *candidates = json_array_new ();

  for (guint i = 0; i < n_candidates; i++)
    {
      const char      *reason;
      double           log_probability;
      g_autofree char *text = make_answer (generation, &log_probability, &reason);

      json_array_add_object_element (candidates, make_candidate (text, i, reason, log_probability));
    }
  _exm_practice_reply (generation->call, 200, make_response (generation, candidates, TRUE));
}

/* The answer in up to four pieces, cut behind blanks. */
static GPtrArray *
cut_answer (const char *text)
{
  GPtrArray  *pieces = g_ptr_array_new_with_free_func (g_free);
  const gsize step = strlen (text) / 4 + 1;
  const char *start = text;

  while (strlen (start) > step)
    {
      const char *blank = strchr (start + step - 1, ' ');

      if (blank == NULL)
        break;
      g_ptr_array_add (pieces, g_strndup (start, (gsize)(blank + 1 - start)));
      start = blank + 1;
    }
  g_ptr_array_add (pieces, g_strdup (start));
  return pieces;
}

/* Server-sent events with alt=sse, else one JSON array. */
static void
stream (Generation *generation)
{
  const gboolean   sse = g_strcmp0 (_exm_practice_call_query (generation->call, "alt"), "sse") == 0;
  const char      *reason;
  double           log_probability;
  g_autofree char *text = make_answer (generation, &log_probability, &reason);
  g_autoptr (GPtrArray) parts = cut_answer (text);
  GPtrArray *pieces = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < parts->len; i++)
    {
      const gboolean last = i + 1 == parts->len;
      JsonArray     *candidates = json_array_new ();
      g_autoptr (JsonObject) response = NULL;
      g_autofree char *json = NULL;

      json_array_add_object_element (
        candidates, make_candidate (g_ptr_array_index (parts, i), 0, last ? reason : NULL,
                                    log_probability));
      response = make_response (generation, candidates, last);
      json = _exm_practice_json_text (response);
      if (sse)
        g_ptr_array_add (pieces, g_strconcat ("data: ", json, "\r\n\r\n", NULL));
      else
        g_ptr_array_add (pieces, g_strconcat (i == 0 ? "[" : ",\r\n", json, last ? "\n]\n" : "\n", NULL));
    }
  _exm_practice_stream (generation->call, sse ? "text/event-stream" : "application/json; charset=UTF-8", pieces,
                        _exm_practice_scaled_ms (generation->call->state, PIECE_MS));
}

static void
count_tokens (Generation *generation)
{
  JsonObject *answer = json_object_new ();
  JsonArray  *details = json_array_new ();

  json_object_set_int_member (answer, "totalTokens", (gint64)generation->prompt_tokens);
  json_object_set_int_member (answer, "totalBillableCharacters",
                              g_utf8_strlen (generation->prompt, -1));
  json_array_add_object_element (details, token_details (generation->prompt_tokens));
  json_object_set_array_member (answer, "promptTokensDetails", details);
  _exm_practice_reply (generation->call, 200, answer);
}

/* Which models take which parameters, as of 2026-08-22 under "Content generation
 * parameters" of https://docs.cloud.google.com/gemini-enterprise-agent-platform/.
 * FALSE: refused, and it was said. */
static gboolean
check_parameters (Generation *generation, const char *base, JsonArray *contents, JsonObject *config)
{
  ExmPracticeCall *call = generation->call;
  JsonObject      *thinking = exm_json_get_object (config, "thinkingConfig");
  JsonObject      *last = exm_json_array_object (contents, exm_json_array_size (contents) - 1);
  const gboolean   strict = base != NULL && (g_str_equal (base, "gemini-3.5-flash-lite") || g_str_has_prefix (base, "gemini-3.6") ||
                                           g_str_has_prefix (base, "gemini-3.7") || g_str_has_prefix (base, "gemini-3.8"));

  if (exm_json_get_node (thinking, "thinkingLevel") != NULL && exm_json_get_node (thinking, "thinkingBudget") != NULL)
    {
      _exm_practice_error_field (call, "generation_config.thinking_config",
                                 "thinking_level and thinking_budget cannot both be set.");
      return FALSE;
    }
  if (!strict)
    return TRUE;
  if (exm_json_get_node (config, "presencePenalty") != NULL || exm_json_get_node (config, "frequencyPenalty") != NULL)
    {
      _exm_practice_error_field (call, "generation_config", "Penalty is not enabled for this model.");
      return FALSE;
    }
  if (g_strcmp0 (exm_json_get_string (last, "role"), "model") == 0)
    {
      _exm_practice_error_field (call, "contents", "The last content must not have the role `model`.");
      return FALSE;
    }
  /* Silently ignored. */
  generation->temperature = 0;
  return TRUE;
}

/* FALSE: refused, and it was said. */
static gboolean
read_request (Generation *generation, JsonObject *body, const char *base, guint *n_candidates)
{
  ExmPracticeCall *call = generation->call;
  JsonArray       *contents = exm_json_get_array (body, "contents");
  JsonObject      *config = exm_json_get_object (body, "generationConfig");
  JsonObject      *system = exm_json_get_object (body, "systemInstruction");
  g_autofree char *system_text = _exm_practice_content_text (system);
  gint64           seed;
  gint64           n = 1;

  if (exm_json_array_size (contents) == 0)
    {
      _exm_practice_error (call, 400, "Unable to submit request because it must have at least one "
                                      "contents field.");
      return FALSE;
    }
  exm_json_get_double (config, "temperature", &generation->temperature);
  exm_json_get_int64 (config, "maxOutputTokens", &generation->max_tokens);
  exm_json_get_int64 (config, "candidateCount", &n);
  generation->stops = exm_json_get_array (config, "stopSequences");
  if (exm_json_get_int64 (config, "seed", &seed))
    generation->random = (guint64)seed;
  else
    generation->random = _exm_practice_state_next_id (call->state);
  if (generation->temperature < 0 || generation->temperature > 2)
    {
      _exm_practice_error (call, 400, "Unable to submit request because it has a temperature value "
                                      "of %g but the supported range is from 0 (inclusive) to 2 "
                                      "(inclusive).",
                           generation->temperature);
      return FALSE;
    }
  if (n < 1 || n > MAX_CANDIDATES)
    {
      _exm_practice_error (call, 400, "candidateCount must be from 1 to 8.");
      return FALSE;
    }
  if (!check_parameters (generation, base, contents, config))
    return FALSE;
  *n_candidates = (guint)n;
  generation->prompt = _exm_practice_contents_text (contents, exm_json_array_size (contents));
  generation->prompt_tokens = _exm_practice_count_tokens (generation->prompt) + _exm_practice_count_tokens (system_text);
  return TRUE;
}

static const char *
base_of (ExmPracticeCall *call, JsonObject *endpoint)
{
  const char *job = exm_json_get_string (endpoint, "_job");

  return job != NULL ? exm_json_get_string (_exm_practice_store_get (call->state->store, "jobs", job), "base") : NULL;
}

void
_exm_practice_generate (ExmPracticeCall *call, JsonObject *endpoint, const char *base_model)
{
  JsonObject *body = _exm_practice_call_json (call);
  Generation  generation = { .call = call };
  guint       n_candidates = 1;

  if (body == NULL)
    return;
  generation.model = endpoint != NULL ? exm_json_get_string (endpoint, "name") : base_model;
  if (endpoint != NULL)
    {
      if (exm_json_array_size (exm_json_get_array (endpoint, "deployedModels")) > 0)
        generation.brain = find_brain (call, endpoint);
      if (generation.brain == NULL)
        {
          _exm_practice_error_status (call, 400, "FAILED_PRECONDITION",
                                      "The endpoint has no deployed model.");
          return;
        }
    }
  generation.response_id = g_strdup_printf ("practice-%" G_GUINT64_FORMAT, _exm_practice_state_next_id (call->state));
  if (read_request (&generation, body, endpoint != NULL ? base_of (call, endpoint) : base_model, &n_candidates))
    {
      if (g_str_equal (call->verb, "generateContent"))
        generate (&generation, n_candidates);
      else if (g_str_equal (call->verb, "streamGenerateContent"))
        stream (&generation);
      else if (g_str_equal (call->verb, "countTokens"))
        count_tokens (&generation);
      else
        _exm_practice_error (call, 404, "Not Found");
    }
  g_free (generation.prompt);
  g_free (generation.response_id);
}

/* exm-sniff-columns.c - which column of a table is what
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-sniff-private.h"

#include <string.h>

#include "exm-record-private.h"

/* Names come first, in the languages that tables come in; then what is in the columns:
 * posts are the longest text, labels repeat, and what looks like an id is neither. A
 * wrong guess is worse than none: a table that is taken without a question has its
 * threads for labels in every row. */

#define LABEL_LENGTH 40 /* bytes; longer on average is text */
#define LABEL_DISTINCT 0.5
#define FEW_RECORDS 4  /* fewer say nothing about labels */
#define MANY_RECORDS 8 /* of numbers that are all different: measures, no labels */
#define NEARLY_ALL 0.9
#define WORDS_MAX 8 /* of a column's name */

/* As fold_name() leaves names: no accents, no gaps. Best first. The usual English ones
 * of posts and labels are in exm-record-pairs.c, for objects as well. */
static const char *const text_names[] = { "beitrag", "texto", "texte", "nachricht", "mensaje", "kommentar", "comentario", "commentaire", "publicacion", "inhalt",
                                          "contenido", "contenu", "satz", "frase", "phrase", "resena", "rezension", "frage", "pregunta", "titel", "titulo", "titre",
                                          "beschreibung", "descripcion", NULL };
static const char *const label_names[] = { "etikett", "etiqueta", "etiquette", "stimmung", "sentimiento", "gefuhl", "emocion", "kategorie", "categoria", "categorie",
                                           "klasse", "clase", "classe", "einstufung", "clasificacion", "antwort", "respuesta", "reponse", NULL };
static const char *const author_names[] = { "author", "username", "screenname", "handle", "user", "authorid", "userid", "account", "from",
                                            "autor", "autorin", "autora", "auteur", "verfasser", "verfasserin", "benutzer", "benutzername", "nutzer", "nutzername",
                                            "usuario", "nombredeusuario", "utilisateur", "konto", "cuenta", "absender", "remitente", NULL };
static const char *const thread_names[] = { "thread", "threadid", "conversation", "conversationid", "conversationidstr", "linkid", "root", "discussion", "hilo", "idhilo",
                                            "hiloid", "conversacion", "idconversacion", "conversacionid", "discusion", "faden", "unterhaltung", "unterhaltungsid", "konversation",
                                            "konversationsid", "gesprach", "gesprachsid", "diskussion", "fil", NULL };
static const char *const time_names[] = { "createdat", "createdutc", "created", "timestamp", "date", "datetime", "time", "published", "publishedat", "datum", "zeit",
                                          "uhrzeit", "zeitpunkt", "zeitstempel", "erstelltam", "fecha", "hora", "fechahora", "fechayhora", "marcadetiempo", "creadoel",
                                          "publicado", "heure", "horodatage", NULL };
static const char *const url_names[] = { "url", "permalink", "link", "address", "uri", "adresse", "verweis", "enlace", "direccion", "lien", NULL };
/* Says only which row it is. */
static const char *const number_names[] = { "id", "ids", "uuid", "guid", "key", "index", "idx", "row", "no", "nr", "num", "number", "nummer", "numero", "kennung",
                                            "parent", "inreplyto", "schlussel", "clave", "zeile", "fila", "ligne", "hash", NULL };

typedef struct
{
  double mean_length;
  double distinct; /* share of values that are different ones */
  double ids;      /* share of values that look like ids, addresses or dates */
  double numbers;  /* share of values that are numbers */
  guint  n_distinct;
  guint  n_filled;
} Column;

/* --- names ----------------------------------------------------------------------------- */

/* "Conversación ID" → "conversacionid": small letters and digits without accents. */
static char *
fold_name (const char *name)
{
  g_autofree char *small = g_utf8_casefold (name, -1);
  g_autofree char *apart = g_utf8_normalize (small, -1, G_NORMALIZE_ALL);
  GString         *folded = g_string_new (NULL);

  for (const char *p = apart != NULL ? apart : ""; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (folded, g_utf8_get_char (p));
  return g_string_free (folded, FALSE);
}

static int
rank_in (const char *const *names,
         const char        *folded)
{
  for (int i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], folded) == 0)
      return i;
  return -1;
}

static int
rank_text (const char *name)
{
  g_autofree char *folded = fold_name (name);
  const int        usual = _exm_usual_text_name (name, strlen (name));
  const int        rank = rank_in (text_names, folded);

  return usual >= 0 || rank < 0 ? usual : 100 + rank;
}

static int
rank_label (const char *name)
{
  g_autofree char *folded = fold_name (name);
  const int        usual = _exm_usual_label_name (name, strlen (name));
  const int        rank = rank_in (label_names, folded);

  return usual >= 0 || rank < 0 ? usual : 100 + rank;
}

/* Whether a name begins or ends with the word "id": "id_str", "parentId", "Post ID". */
static gboolean
has_id_word (const char *name)
{
  const char *words[WORDS_MAX];
  gsize       lengths[WORDS_MAX];
  guint       n = 0;

  for (const char *p = name; *p != '\0' && n < WORDS_MAX;)
    {
      const char *from;

      while (*p != '\0' && !g_ascii_isalnum (*p))
        p++;
      from = p;
      while (g_ascii_isalnum (*p) && (p == from || !g_ascii_isupper (*p) || !g_ascii_islower (p[-1])))
        p++;
      if (p > from)
        {
          words[n] = from;
          lengths[n++] = (gsize)(p - from);
        }
      else if (*p != '\0')
        p++;
    }
  for (guint i = 0; i < n; i++)
    if ((i == 0 || i + 1 == n) && lengths[i] == 2 && g_ascii_strncasecmp (words[i], "id", 2) == 0)
      return TRUE;
  return FALSE;
}

/* Whether a name says that a column holds neither posts nor labels. */
static gboolean
is_aside (const char *name)
{
  g_autofree char *folded = fold_name (name);

  return has_id_word (name) || rank_in (number_names, folded) >= 0 || rank_in (thread_names, folded) >= 0 ||
         rank_in (author_names, folded) >= 0 || rank_in (time_names, folded) >= 0 || rank_in (url_names, folded) >= 0;
}

static int
find_best (char **names,
           int (*rank_of) (const char *),
           int except)
{
  int best = -1;
  int best_rank = G_MAXINT;

  for (int i = 0; names[i] != NULL; i++)
    {
      int rank = rank_of (names[i]);

      if (i != except && rank >= 0 && rank < best_rank)
        {
          best = i;
          best_rank = rank;
        }
    }
  return best;
}

static int
find_first (char             **names,
            const char *const *wanted,
            const ExmSniff    *self)
{
  int best = -1;
  int best_rank = G_MAXINT;

  for (int i = 0; names[i] != NULL; i++)
    {
      g_autofree char *folded = fold_name (names[i]);
      const int        rank = rank_in (wanted, folded);

      if (rank >= 0 && rank < best_rank && i != self->text_column && i != self->label_column)
        {
          best = i;
          best_rank = rank;
        }
    }
  return best;
}

static int
find_name (char      **names,
           const char *name)
{
  for (int i = 0; names[i] != NULL; i++)
    if (g_ascii_strcasecmp (names[i], name) == 0)
      return i;
  return -1;
}

/* --- what is in them --------------------------------------------------------------------- */

/* What nobody would say of a post: long numbers, codes of letters and digits, addresses,
 * names with @, dates and times. */
static gboolean
looks_like_id (const char *text)
{
  guint       digits = 0, letters = 0, turns = 0;
  const gsize len = strlen (text);

  if (g_str_has_prefix (text, "http://") || g_str_has_prefix (text, "https://") || g_str_has_prefix (text, "at://") ||
      g_str_has_prefix (text, "did:") || (text[0] == '@' && strchr (text, ' ') == NULL))
    return TRUE;
  for (const char *p = text; *p != '\0'; p++)
    {
      digits += g_ascii_isdigit (*p) != 0;
      letters += g_ascii_isalpha (*p) != 0;
      turns += p > text && g_ascii_isupper (*p) && g_ascii_islower (p[-1]);
    }
  /* 2024-05-01 12:00, 1.5.2024: with the blank between date and time. */
  if (g_ascii_isdigit (text[0]) && digits >= 4 && letters <= 3 && len <= 40 && strpbrk (text, "-/.:") != NULL)
    return TRUE;
  if (strpbrk (text, " \t\n") != NULL || digits + letters == 0)
    return FALSE;
  if (letters == 0)
    return digits >= 5;
  return len >= 6 && digits >= 1 && (digits * 2 >= letters || (turns >= 2 && len >= 8));
}

static gboolean
is_number (const char *text)
{
  char *end;

  g_ascii_strtod (text, &end);
  return end > text && *end == '\0';
}

static Column
measure (GPtrArray *records,
         guint      from,
         guint      index)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  Column column = { 0 };

  for (guint i = from; i < records->len; i++)
    {
      char **fields = g_ptr_array_index (records, i);

      if (index >= g_strv_length (fields) || *fields[index] == '\0')
        continue;
      column.n_filled++;
      column.mean_length += (double)strlen (fields[index]);
      column.ids += looks_like_id (fields[index]);
      column.numbers += is_number (fields[index]);
      g_hash_table_add (values, fields[index]);
    }
  column.n_distinct = g_hash_table_size (values);
  if (column.n_filled > 0)
    {
      column.mean_length /= column.n_filled;
      column.ids /= column.n_filled;
      column.numbers /= column.n_filled;
      column.distinct = (double)column.n_distinct / column.n_filled;
    }
  return column;
}

/* A header names columns: a usual name, or short words over longer text. */
gboolean
_exm_sniff_has_header (GPtrArray *records)
{
  char   **first = g_ptr_array_index (records, 0);
  gboolean longer = FALSE;

  for (guint i = 0; first[i] != NULL; i++)
    if (rank_text (first[i]) >= 0 || rank_label (first[i]) >= 0)
      return TRUE;
  if (records->len < 3)
    return FALSE;
  for (guint i = 0; first[i] != NULL; i++)
    {
      gsize len = strlen (first[i]);

      if (len == 0 || len > 30 || strpbrk (first[i], ".!?@#\n") != NULL || g_ascii_isdigit (first[i][0]))
        return FALSE;
      for (guint k = 1; k < records->len; k++)
        {
          char **fields = g_ptr_array_index (records, k);

          if (i < g_strv_length (fields) && strcmp (fields[i], first[i]) == 0)
            return FALSE;
        }
      longer |= measure (records, 1, i).mean_length > 3 * (double)len;
    }
  return longer;
}

gboolean
_exm_sniff_is_filled (GPtrArray *records,
                      guint      from,
                      guint      column)
{
  return measure (records, from, column).n_filled > 0;
}

/* --- the mapping ----------------------------------------------------------------------------- */

/* Whether something is known of the column that rules out posts and labels. */
static gboolean
is_taken (const ExmSniff *self,
          GPtrArray      *records,
          guint           column)
{
  char **names = g_ptr_array_index (records, 0);

  if ((int)column == self->system_column || (int)column == self->note_column)
    return TRUE;
  return self->has_header && column < g_strv_length (names) && is_aside (names[column]);
}

static int
find_longest (const ExmSniff *self,
              GPtrArray      *records,
              guint           from,
              guint           n_columns)
{
  double longest = 0;
  int    best = -1;

  for (guint i = 0; i < n_columns; i++)
    {
      const Column column = measure (records, from, i);

      if ((int)i != self->label_column && !is_taken (self, records, i) && column.ids < NEARLY_ALL && column.mean_length > longest)
        {
          longest = column.mean_length;
          best = (int)i;
        }
    }
  return best;
}

/* Of columns that could be labels the one with the fewest values; one with the same
 * value in each row only when there is no other. */
static int
find_labels (const ExmSniff *self,
             GPtrArray      *records,
             guint           from,
             guint           n_columns)
{
  double fewest = LABEL_DISTINCT;
  int    best = -1;
  int    constant = -1;

  for (guint i = 0; records->len - from >= FEW_RECORDS && i < n_columns; i++)
    {
      const Column column = measure (records, from, i);

      if ((int)i == self->text_column || is_taken (self, records, i) || column.n_filled == 0 ||
          column.mean_length > LABEL_LENGTH || column.ids >= NEARLY_ALL)
        continue;
      if (column.n_distinct == 1 && column.n_filled >= FEW_RECORDS)
        constant = (int)i;
      else if (column.distinct <= fewest)
        {
          fewest = column.distinct;
          best = (int)i;
        }
    }
  return best >= 0 ? best : constant;
}

/* "score" and "class" may as well be measures: numbers or ids, nearly all different. */
static gboolean
is_measure (GPtrArray *records,
            guint      from,
            guint      index)
{
  const Column column = measure (records, from, index);

  return column.n_filled >= MANY_RECORDS && column.distinct > LABEL_DISTINCT && MAX (column.numbers, column.ids) >= NEARLY_ALL;
}

static void
map_by_names (ExmSniff  *self,
              GPtrArray *records,
              guint      from)
{
  char **names = g_ptr_array_index (records, 0);

  self->text_column = find_best (names, rank_text, -1);
  self->label_column = find_best (names, rank_label, self->text_column);
  if (self->label_column >= 0 && is_measure (records, from, (guint)self->label_column))
    self->label_column = -1;
  self->columns_named = self->text_column >= 0 && self->label_column >= 0;
  self->system_column = find_name (names, "system");
  self->note_column = find_name (names, "note");
  self->author_column = find_first (names, author_names, self);
  self->thread_column = find_first (names, thread_names, self);
  self->time_column = find_first (names, time_names, self);
  self->url_column = find_first (names, url_names, self);
}

void
_exm_sniff_map_columns (ExmSniff  *self,
                        GPtrArray *records,
                        guint      from,
                        guint      n_columns)
{
  if (self->has_header)
    map_by_names (self, records, from);
  if (self->text_column < 0)
    self->text_column = find_longest (self, records, from, n_columns);
  if (self->text_column < 0)
    self->text_column = 0;
  if (self->label_column < 0)
    self->label_column = find_labels (self, records, from, n_columns);
  if (self->label_column == self->text_column)
    self->label_column = -1;
}

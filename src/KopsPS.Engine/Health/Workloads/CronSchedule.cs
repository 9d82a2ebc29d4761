using System.Globalization;

namespace KopsPS.Engine.Health.Workloads;

/// <summary>
/// A schedule in the five fields that Kubernetes takes (robfig/cron's standard parser): minute, hour, day of month, month, day of week,
/// with lists, ranges, steps and names, or one of <c>@hourly</c> and its like, or <c>@every 1h30m</c>.
/// </summary>
internal sealed class CronSchedule
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _days;
    private readonly ulong _months;
    private readonly ulong _weekdays;
    private readonly bool _anyDay;
    private readonly TimeSpan? _every;

    private CronSchedule(ulong minutes, ulong hours, ulong days, ulong months, ulong weekdays, bool anyDay)
    {
        (_minutes, _hours, _days, _months, _weekdays, _anyDay) = (minutes, hours, days, months, weekdays, anyDay);
    }

    private CronSchedule(TimeSpan every) => _every = every;

    /// <summary>Reads a schedule; null where it is none.</summary>
    public static CronSchedule? Parse(string? text)
    {
        var line = text?.Trim() ?? "";
        if (line.StartsWith("@every ", StringComparison.Ordinal))
        {
            return GoDuration.TryParse(line[7..].Trim(), out var every) && every >= TimeSpan.FromSeconds(1) ? new CronSchedule(every) : null;
        }

        line = line switch
        {
            "@yearly" or "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" or "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            _ => line,
        };
        var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5
            || Field(fields[0], 0, 59, []) is not { } minutes
            || Field(fields[1], 0, 23, []) is not { } hours
            || Field(fields[2], 1, 31, []) is not { } days
            || Field(fields[3], 1, 12, Months) is not { } months
            || Field(fields[4], 0, 6, Days) is not { } weekdays)
        {
            return null;
        }

        // A day must fit both fields where one of them says "any", else one of the two.
        var any = fields[2][0] is '*' or '?' || fields[4][0] is '*' or '?';
        return new CronSchedule(minutes, hours, days, months, weekdays, any);
    }

    /// <summary>The first run after a time, or null where there is none within five years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        if (_every is { } every)
        {
            return after + every;
        }

        if (after.Year >= 9990)
        {
            return null;
        }

        var local = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        var first = new DateTime(local.Year, local.Month, local.Day, local.Hour, local.Minute, 0, DateTimeKind.Unspecified).AddMinutes(1);
        for (var day = first.Date; day < first.AddYears(5); day = day.AddDays(1))
        {
            if (!FitsDay(day))
            {
                continue;
            }

            for (var minute = day == first.Date ? (int)(first - day).TotalMinutes : 0; minute < 24 * 60; minute++)
            {
                if (Has(_hours, minute / 60) && Has(_minutes, minute % 60) && !zone.IsInvalidTime(day.AddMinutes(minute)))
                {
                    var time = day.AddMinutes(minute);
                    return new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUniversalTime();
                }
            }
        }

        return null;
    }

    private static bool Has(ulong set, int value) => (set & (1UL << value)) != 0;

    private bool FitsDay(DateTime day)
    {
        var (ofMonth, ofWeek) = (Has(_days, day.Day), Has(_weekdays, (int)day.DayOfWeek));
        return Has(_months, day.Month) && (_anyDay ? ofMonth && ofWeek : ofMonth || ofWeek);
    }

    private static ulong? Field(string text, int least, int most, string[] names)
    {
        ulong set = 0;
        foreach (var part in text.Split(','))
        {
            var (range, step) = part.Split('/') switch { [var whole] => (whole, (int?)1), [var whole, var by] => (whole, Number(by)), _ => ("", null) };
            if (step is not > 0)
            {
                return null;
            }

            int? from, to;
            if (range is "*" or "?")
            {
                (from, to) = (least, most);
            }
            else if (range.Split('-') is [var low, var high])
            {
                (from, to) = (Value(low), Value(high));
            }
            else
            {
                from = Value(range);
                to = part.Contains('/', StringComparison.Ordinal) ? most : from;
            }

            if (from is not { } begin || to is not { } end || begin < least || end > most || begin > end)
            {
                return null;
            }

            for (var value = begin; value <= end; value += step.Value)
            {
                set |= 1UL << value;
            }
        }

        return set;

        int? Value(string word) => Array.FindIndex(names, name => name.Equals(word, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at ? at + least : Number(word);

        static int? Number(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1000 ? number : null;
    }
}

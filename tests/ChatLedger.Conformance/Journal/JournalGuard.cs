using System.Reflection;

namespace ChatLedger.Conformance;

/// <summary>Tells whether a journal's tests forgot a suite.</summary>
public static class JournalGuard
{
    /// <summary>The suites that no class of the assembly derives.</summary>
    public static IReadOnlyList<string> Forgotten(Assembly tests) =>
    [
        .. typeof(JournalSuite).Assembly.GetTypes()
            .Where(suite => suite.IsAbstract && suite.IsSubclassOf(typeof(JournalSuite)))
            .Where(suite => !tests.GetTypes().Any(type => !type.IsAbstract && type.IsSubclassOf(suite)))
            .Select(suite => suite.Name),
    ];
}

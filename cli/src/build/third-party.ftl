<#-- One line for each jar in lib/: its file, its project, its licence. The plugin sorts. -->
Model Gate is under the MIT licence (LICENSE). The jars in lib/ that are not its own:

<#list dependencyMap as entry>
<#assign p = entry.getKey()>
<#assign licenses = entry.getValue()>
<#if p.groupId != "io.jenkins.plugins">
lib/${p.artifactId}-${p.version}.jar
    ${p.groupId}:${p.artifactId}:${p.version}<#if p.url??>, ${p.url}</#if>
    ${licenses?join(" or ")}
</#if>
</#list>

The texts are in the jars (META-INF/LICENSE or about.html); where a jar brings none, in licenses/.
The signature of org.eclipse.jgit was taken away, for quicker starts; nothing else was changed in any of them.
